/** The attackers, in a process of their own: what they cost is not the server's. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Attack, type AttackName, attacks } from './resource-attacks.ts'

export interface AttackOrder {
  readonly name: AttackName
  readonly port: number
  readonly sockets: number
  readonly seconds: number
  /** Ids begin with it, and end with a number from 0. */
  readonly prefix: string
  readonly locked: string
  readonly apiToken: string
}

let fresh = 0

process.on(
  'message',
  (order: AttackOrder) => void attack(order).then((times) => process.send?.({ times }, () => process.exit(0))),
)

async function attack({ name, sockets, seconds, prefix, ...scene }: AttackOrder): Promise<number> {
  const until = performance.now() + seconds * 1000
  const stopped = () => performance.now() >= until
  const newId = () => `${prefix}fresh-${process.pid}-${fresh++}`
  const { once }: Attack = attacks[name]
  let times = 0
  // A server that does not read lets nobody finish what was begun.
  const atTheEnd = sleep(seconds * 1000 + 500)
  const everybody = Promise.all(
    Array.from({ length: sockets }, async (_, i) => {
      while (!stopped()) {
        await once({ ...scene, id: `${prefix}${i}`, stopped, newId })
        times += 1
        // Whoever is turned away at once must not spin without ever giving the event loop a turn.
        await new Promise((resolve) => setImmediate(resolve))
      }
    }),
  )
  await Promise.race([everybody, atTheEnd])
  return times
}

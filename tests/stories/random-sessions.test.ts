/**
 * Random charges of 1.6 stations whose network, memory and clock are bad: messages come twice, late, under no name, or not at all.
 * Whatever happens, in the end there are the charges that were, each once, with its driver, its energy and its duration.
 */
import { expect, test } from 'vitest'
import { house, type RawStation, until } from '../house.ts'

const seed = Number(process.env.SEED ?? 1 + Math.floor(Math.random() * 1e6))
const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Mulberry32. */
function randomOf(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

interface Charge {
  readonly station: string
  readonly idTag: string
  readonly startMs: number
  readonly endMs: number
  readonly energyWh: number
}

const skews = [0, 0, 90 * second, -3 * 24 * hour, 10 * 365 * 24 * hour, 5.5 * hour]

test(`random charges end as they were (seed ${seed})`, { timeout: 240_000 }, async () => {
  const random = randomOf(seed)
  const chance = (p: number) => random() < p
  const between = (from: number, to: number) => Math.floor(from + random() * (to - from))
  let now = Date.UTC(2026, 2, 1, 6)
  const it = await house({ now: () => new Date(now) })
  const charges: Charge[] = []
  try {
    for (let s = 0; s < skews.length; s++) {
      const id = `R${s}`
      await it.addStation(id)
      const skewMs = skews[s] as number
      const stamp = () => new Date(now + skewMs).toISOString()
      let station: RawStation = await it.station(id)
      let registerWh = between(1000, 900_000)
      const reconnect = async (awayMs: number) => {
        await station.close()
        await until(() => it.csms.ctx.stations.get(id)?.link === null)
        now += awayMs
        station = await it.station(id, { boot: false })
      }
      const send = async (action: string, payload: object) => {
        const answer = await station.call(action, payload)
        if (chance(0.25)) expect(await station.call(action, payload)).toEqual(answer)
        return answer
      }
      /** A message that is on time tells which clock the station has. */
      const alive = () =>
        station.call('StatusNotification', {
          connectorId: 2,
          status: 'Available',
          errorCode: 'NoError',
          timestamp: stamp(),
        })
      for (let i = 0; i < 2; i++) {
        now += between(10, 50) * second
        await alive()
      }
      for (let c = 0; c < 5; c++) {
        now += between(2, 30) * minute
        await alive()
        const idTag = `D${s}-${c}`
        await it.addIdToken(idTag)
        const startMs = now
        const startWh = registerWh
        const start = { connectorId: 1, idTag, meterStart: startWh, timestamp: stamp() }
        const { transactionId } = await send('StartTransaction', start)
        const isForgotten = chance(0.3)
        const values: object[] = []
        for (let v = between(1, 5); v > 0; v--) {
          now += between(3, 20) * minute
          registerWh += between(50, 3000)
          const value = {
            connectorId: 1,
            transactionId: isForgotten ? -1 : transactionId,
            meterValue: [{ timestamp: stamp(), sampledValue: [{ value: String(registerWh) }] }],
          }
          // Lost for good, now, or at the end with the others.
          if (chance(0.2)) continue
          if (chance(0.2)) values.push(value)
          else await send('MeterValues', value)
          if (chance(0.2)) await reconnect(between(1, 60) * second)
        }
        now += between(3, 20) * minute
        registerWh += between(0, 500)
        charges.push({ station: id, idTag, startMs, endMs: now, energyWh: registerWh - startWh })
        const stop = {
          transactionId: isForgotten ? (chance(0.5) ? 0 : -1) : transactionId,
          meterStop: registerWh,
          timestamp: stamp(),
          ...(isForgotten || chance(0.5) ? { idTag } : {}),
        }
        // The connection may be gone before the end could be told; not for so long that a clock 5.5 hours ahead seems right, by the end or
        // by a value of two hours before that waits with it.
        if (chance(0.3)) await reconnect(between(3, values.length > 0 ? 200 : 320) * minute)
        for (const value of values) await send('MeterValues', value)
        await send('StopTransaction', stop)
        // The start, heard of again after its end.
        if (chance(0.3)) expect((await station.call('StartTransaction', start)).transactionId).toBe(transactionId)
        if (chance(0.2)) await it.restart()
        if (!it.csms.ctx.stations.get(id)?.link) station = await it.station(id, { boot: false })
      }
    }
    const found = await it.transactions()
    expect(found.filter(({ state }) => state === 'open')).toEqual([])
    expect(found).toHaveLength(charges.length)
    for (const charge of charges) {
      const one = found.find(({ idTag }) => idTag === charge.idTag)
      expect(one, charge.idTag).toMatchObject({ station: charge.station, energyWh: charge.energyWh })
      expect(Math.abs(Date.parse(one.startedAt) - charge.startMs), `${charge.idTag} started`).toBeLessThanOrEqual(
        2 * minute,
      )
      expect(Math.abs(Date.parse(one.stoppedAt) - charge.endMs), `${charge.idTag} stopped`).toBeLessThanOrEqual(
        2 * minute,
      )
    }
  } finally {
    await it.close()
  }
})

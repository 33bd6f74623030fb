/** The load generator: many charging stations in one process, each sending its next CALL once the last was answered. */
import { setTimeout as sleep } from 'node:timers/promises'
import { bootFrames, type Frame, framesOf, versionOf } from './frames.ts'
import type { Order, Report, RunResult } from './generator-protocol.ts'
import { BenchStation } from './station.ts'

interface Member {
  station: BenchStation
  transactionId: number
  wireId: string
  /** Messages sent so far: message ids, sequence numbers and registers go on over several runs. */
  sent: number
}

const handshakesAtOnce = 64

let members: Member[] = []
let isEcho = false

async function connect({
  url,
  prefix,
  first = 0,
  stations,
  kind,
  echo,
  idToken,
}: Extract<Order, { do: 'connect' }>): Promise<void> {
  isEcho = echo
  members = await inParallel(first, stations, async (index) => {
    const station = await BenchStation.connect(`${url}/${prefix}${index}`, versionOf(kind))
    station.echoes = echo
    const member: Member = {
      station,
      transactionId: 1_000_000 + index,
      wireId: `bench-transaction-${prefix}${index}`,
      sent: 0,
    }
    if (echo) return member
    for (const { action, payload } of bootFrames(kind, member.wireId, idToken, new Date())) {
      const answer = await station.call(action, payload)
      if (action === 'StartTransaction') member.transactionId = Number(answer.transactionId)
    }
    return member
  })
}

async function idle({ url, prefix, first = 0, stations }: Extract<Order, { do: 'idle' }>): Promise<void> {
  members = await inParallel(first, stations, async (index) => {
    const station = await BenchStation.connect(`${url}/${prefix}${index}`, 'ocpp1.6')
    await station.call('BootNotification', { chargePointVendor: 'Busbar', chargePointModel: 'Bench' })
    await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
    return { station, transactionId: 0, wireId: '', sent: 0 }
  })
}

async function inParallel<T>(first: number, count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next
      next += 1
      made[index] = await make(first + index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(handshakesAtOnce, count) }, worker))
  return made
}

async function run({
  kind,
  warmUpMs,
  forMs,
  pauseMs,
  spread = false,
}: Extract<Order, { do: 'run' }>): Promise<RunResult> {
  const latencies: number[] = []
  let measuring = false
  let stopping = false
  let answeredInAll = 0
  let refused = 0
  let firstRefusal: string | null = null
  let lost: string | null = null
  // An answer to a CALL begins `[3,`; the echo of one `[2,`.
  const goodType = isEcho ? 0x32 : 0x33

  const stations = members.map((member) => {
    const frames = framesOf(kind, member)
    return new Promise<void>((resolve) => {
      let sentAt = 0
      let counts = false
      let frame: Frame | undefined
      const send = () => {
        if (spread && stopping) return resolve()
        member.sent += 1
        frame = frames[member.sent % frames.length]
        if (!frame) return resolve()
        sentAt = performance.now()
        counts = measuring
        member.station.send(frame.next(member.sent, new Date(), member.sent))
      }
      member.station.listen(
        (message) => {
          if (!frame?.isAnswer(message)) return
          if (message[1] !== goodType) {
            refused += 1
            firstRefusal ??= message.toString()
          } else {
            answeredInAll += 1
            // Who waits longest is answered when the time is over. In a closed loop without pauses that is everybody once.
            if (measuring || (counts && pauseMs > 0)) latencies.push(performance.now() - sentAt)
          }
          if (stopping) resolve()
          else if (pauseMs > 0) setTimeout(send, pauseMs)
          else send()
        },
        (why) => {
          lost ??= why
          resolve()
        },
      )
      if (spread) setTimeout(send, Math.random() * pauseMs)
      else send()
    })
  })

  await sleep(warmUpMs)
  measuring = true
  const startedAt = performance.now()
  await sleep(forMs)
  measuring = false
  const seconds = (performance.now() - startedAt) / 1000
  stopping = true
  await Promise.all(stations)
  if (lost) throw new Error(`a station lost its connection (${lost})`)

  const sorted = Float64Array.from(latencies).sort()
  const percentile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return {
    messages: sorted.length,
    answeredInAll,
    refused,
    firstRefusal,
    seconds,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    p999Ms: percentile(0.999),
    maxMs: percentile(1),
  }
}

async function obey(order: Order): Promise<RunResult | undefined> {
  switch (order.do) {
    case 'connect':
      await connect(order)
      return
    case 'idle':
      await idle(order)
      return
    case 'run':
      return run(order)
    case 'disconnect':
      for (const { station } of members) station.close()
      members = []
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (result) => process.send?.({ ok: true, ...(result ? { result } : {}) } satisfies Report),
    (error: unknown) =>
      process.send?.({ ok: false, why: error instanceof Error ? error.message : String(error) } satisfies Report),
  )
})
process.on('disconnect', () => process.exit(0))

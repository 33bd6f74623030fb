import type { Timer } from '../clock.ts'
import type { Evse } from '../evse/evse.ts'
import { readMainMeter, readMeter } from '../evse/meter.ts'
import type { TransactionNeeds } from './needs.ts'
import { emit } from './tell-event.ts'
import { addEndSample, type Transaction } from './transaction.ts'

/** Timers may fire a little before their time; that must not make two samples of one. */
const earlyMs = 20

/** Sampled values: every so many seconds from the start of the transaction (J02.FR.11, 1.6 MeterValueSampleInterval). */
export function startSampling(station: TransactionNeeds, evse: Evse, transaction: Transaction): void {
  stopSampling(transaction)
  const { settings, clock } = station
  const startMs = transaction.startedAt.getTime()
  const every = (intervalS: number, task: () => void, keep: (timer: Timer) => void): void => {
    if (intervalS <= 0) return
    const intervalMs = intervalS * 1000
    const elapsedMs = station.now().getTime() - startMs
    const next = Math.floor((elapsedMs + earlyMs) / intervalMs) + 1
    const waitMs = next * intervalMs - elapsedMs
    keep(
      clock.setTimeout(() => {
        task()
        every(intervalS, task, keep)
      }, waitMs),
    )
  }
  every(
    settings.sampleIntervalS,
    () => sample(station, evse, transaction),
    (timer) => {
      transaction.sampleTimer = timer
    },
  )
  every(
    settings.endedSampledMeasurands.length > 0 ? settings.endedSampleIntervalS : 0,
    () => {
      evse.settle(clock.now())
      addEndSample(transaction, readMeter(evse, settings.endedSampledMeasurands, station.now(), 'Sample.Periodic'))
    },
    (timer) => {
      transaction.endSampleTimer = timer
    },
  )
}

export function stopSampling(transaction: Transaction): void {
  transaction.sampleTimer?.cancel()
  transaction.endSampleTimer?.cancel()
}

function sample(station: TransactionNeeds, evse: Evse, transaction: Transaction): void {
  evse.settle(station.clock.now())
  const reading = readMeter(evse, station.settings.sampledMeasurands, station.now(), 'Sample.Periodic')
  transaction.lastSampleWh = evse.registerWh
  if (reading.values.length > 0) emit(station, evse, transaction, 'updated', 'MeterValuePeriodic', [reading])
}

/** After an interval was configured. */
export function restartSampling(station: TransactionNeeds & { readonly alignedSampler: AlignedSampler }): void {
  for (const evse of station.evses) if (evse.transaction) startSampling(station, evse, evse.transaction)
  station.alignedSampler.restart()
}

/** Clock-aligned values: at every multiple of the interval since midnight UTC, for every EVSE and the main meter (J01.FR.14). */
export class AlignedSampler {
  readonly #station: TransactionNeeds
  #timer: Timer | undefined
  #on = false

  constructor(station: TransactionNeeds) {
    this.#station = station
  }

  start(): void {
    this.#on = true
    this.restart()
  }

  stop(): void {
    this.#on = false
    this.#timer?.cancel()
  }

  restart(): void {
    this.#timer?.cancel()
    if (!this.#on) return
    const { settings, clock } = this.#station
    const intervals = [settings.alignedIntervalS, settings.endedAlignedIntervalS].filter((s) => s > 0)
    if (intervals.length === 0) return
    const nowMs = this.#station.now().getTime()
    const dueMs = Math.min(...intervals.map((s) => (Math.floor((nowMs + earlyMs) / (s * 1000)) + 1) * s * 1000))
    this.#timer = clock.setTimeout(() => {
      alignedSample(this.#station, dueMs)
      this.restart()
    }, dueMs - nowMs)
  }
}

function alignedSample(station: TransactionNeeds, dueMs: number): void {
  const { settings, evses } = station
  const at = new Date(dueMs)
  const isDue = (intervalS: number) => intervalS > 0 && dueMs % (intervalS * 1000) === 0
  const charging = evses.some((evse) => evse.transaction)
  const report = isDue(settings.alignedIntervalS)
  for (const evse of evses) {
    evse.settle(station.clock.now())
    const { transaction } = evse
    if (transaction && isDue(settings.endedAlignedIntervalS) && settings.endedAlignedMeasurands.length > 0) {
      addEndSample(transaction, readMeter(evse, settings.endedAlignedMeasurands, at, 'Sample.Clock'))
    }
    if (!report || (charging && settings.alignedOnlyWhenIdle)) continue
    const reading = readMeter(evse, settings.alignedMeasurands, at, 'Sample.Clock')
    if (reading.values.length === 0) continue
    // J01.FR.22 leaves the choice; in the transaction's events the values are kept while offline.
    if (transaction) emit(station, evse, transaction, 'updated', 'MeterValueClock', [reading])
    else void station.send(station.protocol.meterValues(evse.id, reading))
  }
  if (!report || (charging && settings.alignedOnlyWhenIdle)) return
  const main = readMainMeter(evses, settings.alignedMeasurands, at)
  if (main.values.length > 0) void station.send(station.protocol.meterValues(0, main))
}

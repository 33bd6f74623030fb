/** A station whose process ended goes on in another one, as if only its socket had been away: neither a boot nor a new transaction. */
import type { IdToken } from '../authorization/id-token.ts'
import { type EvOptions, VirtualEv } from '../ev/ev.ts'
import type { SampledValue } from '../evse/meter.ts'
import { chargingStateOf, lookAgain, newTransaction, pointsOf, setOffer, waitForEv } from './charging.ts'
import type { TransactionNeeds } from './needs.ts'
import { startSampling } from './sampling.ts'
import { addEndSample } from './transaction.ts'

/** What there is to remember of a transaction that runs. Plain values, so that it can be stored or sent to a thread. */
export interface RunningTransaction {
  evseId: number
  connectorId?: number
  /** The station's own id. */
  id: string
  /** The CSMS's, in 1.6. */
  number?: number
  startedAt: Date
  startWh: number
  /** Who may charge; absent: nobody yet. */
  idToken?: IdToken
  groupIdToken?: string
  /** Absent: nobody has plugged in yet. */
  ev?: EvOptions
  nextSeqNo: number
}

/** What a station remembers of the time before. */
export interface Memory {
  running: readonly RunningTransaction[]
}

export function goOn(station: TransactionNeeds, { running }: Memory): void {
  for (const one of running) goOnWith(station, one)
}

function goOnWith(station: TransactionNeeds, remembered: RunningTransaction): void {
  const { evseId, connectorId, id, number, startedAt, startWh, idToken, groupIdToken, ev, nextSeqNo } = remembered
  const evse = station.evses[evseId - 1]
  if (!evse) throw new RangeError(`${station.id} has no EVSE ${evseId}`)
  evse.connectorId = connectorId ?? 1
  evse.ev = ev && new VirtualEv(ev)
  if (idToken) evse.authorization = { idToken, remote: false, ...(groupIdToken !== undefined && { groupIdToken }) }
  const transaction = newTransaction(evse, { id, startedAt, startWh })
  Object.assign(transaction, {
    ...(number !== undefined && { number }),
    idToken,
    groupIdToken,
    nextSeqNo,
    // The CSMS has heard all this before.
    untold: { idToken: false, evse: evse.ev === undefined, remoteStart: false, reservation: false },
  })
  evse.transaction = transaction
  setOffer(station, evse, true)
  transaction.chargingState = chargingStateOf(evse)
  transaction.phases = evse.draw.phases
  evse.points = pointsOf(evse)
  if (station.settings.endedSampledMeasurands.includes('Energy.Active.Import.Register')) {
    const value: SampledValue = { measurand: 'Energy.Active.Import.Register', value: startWh, unit: 'Wh' }
    addEndSample(transaction, { at: startedAt, context: 'Transaction.Begin', values: [value] })
  }
  startSampling(station, evse, transaction)
  if (!evse.ev) waitForEv(station, evse)
  lookAgain(station, evse)
}

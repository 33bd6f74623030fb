import type { IdToken } from '../authorization/id-token.ts'
import type { Offer, VirtualEv } from '../ev/ev.ts'
import type { Authorization, Evse } from '../evse/evse.ts'
import { readMeter } from '../evse/meter.ts'
import type { TransactionNeeds } from './needs.ts'
import { startSampling, stopSampling } from './sampling.ts'
import { emit } from './tell-event.ts'
import type { ChargingState, StopReason, Trigger, TxPoint } from './transaction.ts'
import { addEndSample, type Transaction } from './transaction.ts'

/** How often power and limits are looked at while an EV is connected. An EV follows a pilot within 5 s (IEC 61851-1). */
const lookAgainMs = 5000

export function plugIn(station: TransactionNeeds, evse: Evse, ev: VirtualEv, connectorId = 1): void {
  if (evse.ev) throw new RangeError(`EVSE ${evse.id} of ${station.id} is occupied`)
  evse.settle(station.clock.now())
  evse.connectorId = connectorId
  evse.connector // throws when there is none
  evse.ev = ev
  evse.finished = false
  if (evse.authorization) evse.connectTimer?.cancel()
  update(station, evse, 'CablePluggedIn')
}

export function unplug(station: TransactionNeeds, evse: Evse): void {
  if (!evse.ev) return
  evse.settle(station.clock.now())
  evse.ev = undefined
  const { transaction } = evse
  if (station.settings.stopOnEvSideDisconnect) {
    // E09: the station deauthorizes the transaction; by TxStopPoint that may be its end.
    evse.authorization = undefined
    if (transaction) transaction.stopReason ??= 'EVDisconnected'
  }
  evse.finished = false
  update(station, evse, 'EVCommunicationLost')
}

/** An id token has been accepted here. Energy may flow as soon as an EV is connected. */
export function authorize(station: TransactionNeeds, evse: Evse, authorization: Authorization, trigger: Trigger): void {
  const { idToken, groupIdToken } = authorization
  const reservation = station.reservations.for(evse, idToken, groupIdToken)
  if (reservation) station.reservations.release(reservation.id) // H03.FR.09: it is used
  evse.authorization = { ...authorization, ...(reservation && { reservationId: reservation.id }) }
  if (evse.transaction) {
    tellOfAuthorization(evse.transaction, evse.authorization)
    takeProfile(station, authorization)
  }
  if (!evse.ev) waitForEv(station, evse)
  update(station, evse, trigger)
}

/** Energy stops. Whether the transaction does, too, is for TxStopPoint to say. */
export function deauthorize(
  station: TransactionNeeds,
  evse: Evse,
  reason: StopReason,
  trigger: Trigger,
  idToken?: IdToken,
): void {
  evse.connectTimer?.cancel()
  evse.authorization = undefined
  const { transaction } = evse
  if (transaction) {
    transaction.stopReason ??= reason
    if (idToken) {
      transaction.idToken = idToken // E07.FR.02: the one that stopped
      transaction.untold.idToken = true
    }
  }
  update(station, evse, trigger)
}

/** Ends the transaction whatever TxStopPoint says: reset, timeout, fault. */
export function stopNow(station: TransactionNeeds, evse: Evse, reason: StopReason, trigger: Trigger): void {
  evse.connectTimer?.cancel()
  evse.authorization = undefined
  evse.settle(station.clock.now())
  const { transaction } = evse
  if (transaction) {
    transaction.stopReason ??= reason
    endTransaction(station, evse, transaction, trigger)
  }
  update(station, evse, trigger)
}

/** No EV in time (E03, F02.FR.07). */
export function waitForEv(station: TransactionNeeds, evse: Evse): void {
  evse.connectTimer?.cancel()
  const { connectionTimeOutS } = station.settings
  if (connectionTimeOutS <= 0) return
  evse.connectTimer = station.clock.setTimeout(
    () => stopNow(station, evse, 'Timeout', 'EVConnectTimeout'),
    connectionTimeOutS * 1000,
  )
}

/** Looks at an EVSE after something has changed, and draws every consequence: power, transaction, events, status. */
export function update(station: TransactionNeeds, evse: Evse, trigger: Trigger): void {
  evse.settle(station.clock.now())
  // E02, E07 figure 55: what the connector shows is told before what becomes of the transaction.
  station.statusReports.update()
  const before = evse.points
  if (!evse.transaction) startIfDue(station, evse, before, trigger)
  else continueOrEnd(station, evse, evse.transaction, before, trigger)
  evse.points = pointsOf(evse)
  lookAgain(station, evse)
  station.reportStatus()
}

function startIfDue(station: TransactionNeeds, evse: Evse, before: ReadonlySet<TxPoint>, trigger: Trigger): void {
  setOffer(station, evse, mayStart(station, evse))
  const points = pointsOf(evse)
  // A transaction that closed does not open again by what stayed as it was: the point must be reached anew (2.6.4). And no energy
  // without a transaction.
  const startPoints = new Set<TxPoint>([...station.settings.txStartPoints, 'EnergyTransfer'])
  const reached = [...points].some((point) => startPoints.has(point) && !before.has(point))
  if (reached && mayStart(station, evse)) startTransaction(station, evse, trigger)
}

function continueOrEnd(
  station: TransactionNeeds,
  evse: Evse,
  transaction: Transaction,
  before: ReadonlySet<TxPoint>,
  trigger: Trigger,
): void {
  setOffer(station, evse, mayDeliver(evse, transaction))
  transaction.connectorId = evse.ev ? evse.connectorId : transaction.connectorId
  const points = pointsOf(evse)
  const lost = station.settings.txStopPoints.some((point) => before.has(point) && !points.has(point))
  // With neither EV nor driver left there is nothing that could end it later.
  if (lost || (!evse.ev && !evse.authorization)) {
    endTransaction(station, evse, transaction, trigger)
    return
  }
  const state = chargingStateOf(evse)
  const changed = state !== transaction.chargingState || evse.draw.phases !== transaction.phases
  if (trigger === 'ChargingStateChanged' && !changed) return
  transaction.chargingState = state
  emit(station, evse, transaction, 'updated', trigger)
}

function startTransaction(station: TransactionNeeds, evse: Evse, trigger: Trigger): void {
  const { authorization } = evse
  const at = station.now()
  const { registerWh: startWh } = evse
  const transaction = newTransaction(evse, { id: newTransactionId(station), startedAt: at, startWh })
  evse.transaction = transaction
  evse.finished = false
  if (authorization) tellOfAuthorization(transaction, authorization)
  takeProfile(station, authorization)
  setOffer(station, evse, mayDeliver(evse, transaction))
  transaction.chargingState = chargingStateOf(evse)
  const { startedMeasurands, endedSampledMeasurands } = station.settings
  const begin = readMeter(evse, startedMeasurands, at, 'Transaction.Begin')
  if (endedSampledMeasurands.length > 0) {
    addEndSample(transaction, readMeter(evse, endedSampledMeasurands, at, 'Transaction.Begin'))
  }
  emit(station, evse, transaction, 'started', trigger, begin.values.length > 0 ? [begin] : [])
  startSampling(station, evse, transaction)
}

function newTransactionId(station: TransactionNeeds): string {
  // E01.FR.08: never twice, not even when the same seed runs again.
  return `${station.now().getTime().toString(36)}-${station.random.hex(12)}`
}

export function newTransaction(evse: Evse, begin: Pick<Transaction, 'id' | 'startedAt' | 'startWh'>): Transaction {
  return {
    ...begin,
    evseId: evse.id,
    connectorId: evse.ev ? evse.connectorId : undefined,
    idToken: undefined,
    groupIdToken: undefined,
    remoteStartId: undefined,
    reservationId: undefined,
    nextSeqNo: 0,
    chargingState: 'Idle',
    phases: 0,
    stopReason: undefined,
    energyStopsAtWh: undefined,
    priorityCharging: false,
    untold: { idToken: false, evse: true, remoteStart: false, reservation: false },
    endSamples: [],
    lastSampleWh: evse.registerWh,
  }
}

function endTransaction(station: TransactionNeeds, evse: Evse, transaction: Transaction, trigger: Trigger): void {
  stopSampling(transaction)
  evse.setOffer(undefined)
  evse.authorization = undefined
  evse.connectTimer?.cancel()
  const { endedSampledMeasurands } = station.settings
  if (endedSampledMeasurands.length > 0) {
    addEndSample(transaction, readMeter(evse, endedSampledMeasurands, station.now(), 'Transaction.End'))
  }
  transaction.chargingState = chargingStateOf(evse)
  transaction.stopReason ??= 'Local'
  emit(station, evse, transaction, 'ended', trigger, transaction.endSamples)
  evse.transaction = undefined
  evse.finished = evse.ev !== undefined
  station.profiles.endTransaction(transaction)
  station.resets.transactionEnded(evse)
}

function tellOfAuthorization(transaction: Transaction, authorization: Authorization): void {
  transaction.idToken = authorization.idToken
  transaction.groupIdToken = authorization.groupIdToken
  transaction.remoteStartId = authorization.remoteStartId
  transaction.reservationId = authorization.reservationId
  transaction.untold.idToken = true
  transaction.untold.remoteStart = authorization.remoteStartId !== undefined
  transaction.untold.reservation = authorization.reservationId !== undefined
}

/** F01.FR.10: the profile that came with the remote start belongs to the transaction it starts. */
function takeProfile(station: TransactionNeeds, authorization: Authorization | undefined): void {
  if (authorization?.profile) station.profiles.put(authorization.profile)
}

/** Whether a new transaction may begin here. */
export function mayStart(station: TransactionNeeds, evse: Evse): boolean {
  return station.acceptsTransactions && station.isOperative(evse) && !evse.fault && !evse.resetPending
}

function mayDeliver(evse: Evse, transaction: Transaction): boolean {
  if (evse.fault) return false
  return transaction.energyStopsAtWh === undefined || evse.registerWh < transaction.energyStopsAtWh
}

export function setOffer(station: TransactionNeeds, evse: Evse, allowed: boolean): void {
  evse.setOffer(allowed && evse.ev && evse.authorization ? offerFor(station, evse) : undefined)
}

function offerFor(station: TransactionNeeds, evse: Evse): Offer {
  return station.profiles.offerFor(evse, station.now().getTime(), station.offlineS)
}

export function pointsOf(evse: Evse): Set<TxPoint> {
  const points = new Set<TxPoint>()
  if (evse.ev) points.add('ParkingBayOccupancy').add('EVConnected')
  if (evse.authorization) points.add('Authorized')
  if (evse.ev && evse.authorization) points.add('PowerPathClosed')
  if (evse.draw.powerW > 0) points.add('EnergyTransfer')
  return points
}

export function chargingStateOf(evse: Evse): ChargingState {
  if (!evse.ev) return 'Idle'
  if (!evse.authorization) return 'EVConnected'
  if (evse.draw.powerW > 0) return 'Charging'
  const { offer } = evse
  const offered = offer && (offer.current === 'DC' ? offer.limitW > 0 : offer.limitA >= 6)
  return offered ? 'SuspendedEV' : 'SuspendedEVSE'
}

export function lookAgain(station: TransactionNeeds, evse: Evse): void {
  evse.chargeTimer?.cancel()
  evse.chargeTimer = undefined
  if (!evse.ev || !evse.authorization) return
  evse.chargeTimer = station.clock.setTimeout(() => update(station, evse, 'ChargingStateChanged'), lookAgainMs)
}

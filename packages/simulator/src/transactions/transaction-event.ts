/** What happens in a transaction, on the wire: three messages of 1.6, one of 2.x. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import { type IdTokenInfo, idTagOf, idTokenInfo16, idTokenInfo201, wireIdToken } from '../authorization/id-token.ts'
import type { MeterSample } from '../evse/meter.ts'
import type { Message } from '../link/message.ts'
import { meterValue16, meterValue201 } from './meter-values.ts'
import type { StopReason, TransactionEvent } from './transaction.ts'

export interface TransactionWords {
  /** Whether this event is a message at all: 1.6 knows no change of charging state. */
  tells(event: TransactionEvent): boolean
  transactionEvent(event: TransactionEvent): Message
  /** Keeps what the answer says of the transaction; returns what it says of the id token. */
  readTransactionEvent(event: TransactionEvent, response: unknown): IdTokenInfo | undefined
  meterValues(evseId: number, sample: MeterSample): Message
}

/** Sent for a transaction whose StartTransaction the CSMS never could process. */
const unknownTransaction = -1

export function tells16({ kind, samples }: TransactionEvent): boolean {
  return kind !== 'updated' || samples.length > 0
}

export function tells201(): boolean {
  return true
}

export function transactionEvent16(event: TransactionEvent): Message {
  const { kind, transaction, at, registerWh, idToken, reservationId, stopReason, samples } = event
  const transactionId = transaction.number ?? unknownTransaction
  const meterValue = samples.filter(({ values }) => values.length > 0).map(meterValue16)
  switch (kind) {
    case 'started':
      return {
        action: 'StartTransaction',
        payload: {
          connectorId: transaction.evseId,
          idTag: idTagOf(transaction.idToken),
          meterStart: registerWh,
          ...(reservationId !== undefined && { reservationId }),
          timestamp: at.toISOString(),
        } satisfies v16.StartTransactionRequest,
      }
    case 'updated':
      return {
        action: 'MeterValues',
        payload: { connectorId: transaction.evseId, transactionId, meterValue } satisfies v16.MeterValuesRequest,
      }
    case 'ended':
      return {
        action: 'StopTransaction',
        payload: {
          ...(idToken && { idTag: idTagOf(idToken) }),
          meterStop: registerWh,
          timestamp: at.toISOString(),
          transactionId,
          reason: reason16(stopReason),
          ...(meterValue.length > 0 && { transactionData: meterValue }),
        } satisfies v16.StopTransactionRequest,
      }
  }
}

export function readTransactionEvent16(
  { kind, transaction }: TransactionEvent,
  response: unknown,
): IdTokenInfo | undefined {
  if (kind === 'updated') return undefined
  const { idTagInfo, transactionId } = response as Partial<v16.StartTransactionResponse>
  if (kind === 'started' && transactionId !== undefined) transaction.number = transactionId
  return idTagInfo && idTokenInfo16(idTagInfo)
}

export function transactionEvent201(event: TransactionEvent): Message {
  const { transaction, samples, idToken, evse } = event
  const meterValue = samples.filter(({ values }) => values.length > 0).map(meterValue201)
  return {
    action: 'TransactionEvent',
    payload: {
      eventType: event.kind === 'started' ? 'Started' : event.kind === 'updated' ? 'Updated' : 'Ended',
      timestamp: event.at.toISOString(),
      triggerReason: event.trigger,
      seqNo: event.seqNo,
      offline: event.offline,
      ...(event.phases !== undefined && { numberOfPhasesUsed: event.phases }),
      ...(event.reservationId !== undefined && { reservationId: event.reservationId }),
      transactionInfo: {
        transactionId: transaction.id,
        chargingState: event.chargingState,
        ...(event.stopReason && { stoppedReason: reason201(event.stopReason) }),
        ...(event.remoteStartId !== undefined && { remoteStartId: event.remoteStartId }),
      },
      ...(idToken && { idToken: wireIdToken(idToken) }),
      ...(evse && { evse }),
      ...(meterValue.length > 0 && { meterValue }),
    } satisfies v201.TransactionEventRequest,
  }
}

export function readTransactionEvent201(_event: TransactionEvent, response: unknown): IdTokenInfo | undefined {
  const { idTokenInfo } = response as v201.TransactionEventResponse
  return idTokenInfo && idTokenInfo201(idTokenInfo)
}

const reasons16: Readonly<Record<StopReason, v16.Reason>> = {
  DeAuthorized: 'DeAuthorized',
  EmergencyStop: 'EmergencyStop',
  EnergyLimitReached: 'Other',
  EVDisconnected: 'EVDisconnected',
  GroundFault: 'Other',
  HardReset: 'HardReset',
  ImmediateReset: 'HardReset',
  Local: 'Local',
  MasterPass: 'Other',
  Other: 'Other',
  OvercurrentFault: 'Other',
  PowerLoss: 'PowerLoss',
  Reboot: 'Reboot',
  Remote: 'Remote',
  SoftReset: 'SoftReset',
  StoppedByEV: 'Other',
  Timeout: 'Other',
  UnlockCommand: 'UnlockCommand',
}

function reason16(reason: StopReason | undefined): v16.Reason {
  return reason ? reasons16[reason] : 'Local'
}

/** What 2.x has no word for. */
const reasons201: Partial<Record<StopReason, v201.ReasonEnumType>> = {
  HardReset: 'ImmediateReset',
  SoftReset: 'ImmediateReset',
  UnlockCommand: 'Remote',
}

function reason201(reason: StopReason): v201.ReasonEnumType {
  return reasons201[reason] ?? (reason as v201.ReasonEnumType)
}

import type { IdTokenInfo } from '../authorization/id-token.ts'
import type { LocalAuthorization } from '../authorization/local-authorization.ts'
import { deauthorize, update } from './charging.ts'
import type { TransactionNeeds } from './needs.ts'
import type { TransactionEvent } from './transaction.ts'

export interface AnswerNeeds extends TransactionNeeds {
  readonly authorization: Pick<LocalAuthorization, 'remember'>
  log(text: string): void
}

/** The CSMS has a transaction event, and may have an opinion of its id token. */
export function hearAnswer(station: AnswerNeeds, event: TransactionEvent, response: unknown): void {
  const info = station.protocol.readTransactionEvent(event, response)
  const { transaction } = event
  const idToken = event.idToken ?? transaction.idToken
  if (!info || !idToken) return
  station.authorization.remember(idToken, info, station.clock.now())
  const evse = station.evses[transaction.evseId - 1]
  if (evse?.transaction !== transaction || event.kind === 'ended') return
  if (info.status === 'Accepted') transaction.groupIdToken = info.groupIdToken ?? transaction.groupIdToken
  else refusedAfterStart(station, event, info)
}

/** 1.6 §4.8, 2.0.1 E05: what happens to a transaction whose id token turns out not to be accepted. */
function refusedAfterStart(station: AnswerNeeds, { transaction }: TransactionEvent, info: IdTokenInfo): void {
  const { settings } = station
  const evse = station.evses[transaction.evseId - 1]
  if (!evse?.authorization) return
  station.log(`id token ${info.status}: transaction ${transaction.id} loses its authorization`)
  if (settings.stopOnInvalidId) {
    deauthorize(station, evse, 'DeAuthorized', 'Deauthorized')
    return
  }
  evse.settle(station.clock.now())
  transaction.energyStopsAtWh = evse.registerWh + settings.maxEnergyOnInvalidIdWh
  update(station, evse, 'ChargingStateChanged') // E05.FR.02, E05.FR.03
}

import type { Timed } from '../clock.ts'
import type { Evse } from '../evse/evse.ts'
import type { Sender } from '../link/message.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { Random } from '../random.ts'
import type { Reservations } from '../reservations/reservations.ts'
import type { Profiles } from '../smart-charging/profiles.ts'
import type { Outbox } from './outbox.ts'
import type { TransactionWords } from './transaction-event.ts'

/** What the block needs of its station. */
export interface TransactionNeeds extends Timed, Sender {
  readonly id: string
  readonly settings: Settings
  readonly random: Pick<Random, 'hex'>
  readonly protocol: TransactionWords
  readonly evses: readonly Evse[]
  readonly outbox: Pick<Outbox, 'push'>
  readonly profiles: Pick<Profiles, 'put' | 'endTransaction' | 'offerFor'>
  readonly reservations: Pick<Reservations, 'for' | 'release'>
  readonly statusReports: { update(): void }
  /** A reset may wait for the end of a transaction. */
  readonly resets: { transactionEnded(evse: Evse): void }
  readonly offlineS: number
  readonly acceptsTransactions: boolean
  isOperative(evse: Evse): boolean
  reportStatus(): void
}

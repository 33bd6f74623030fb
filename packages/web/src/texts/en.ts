/**
 * The console's texts in English. Keys are `<where>.<what>`; `{names}` are filled in, `.one` and `.other` are plural forms.
 * Keys that end in a word of the protocol (`connector.SuspendedEV`) translate that word; a word without a key is shown as it is.
 */
import { general } from './en/general.ts'
import { history } from './en/history.ts'
import { stations } from './en/stations.ts'
import { transactions } from './en/transactions.ts'
import { words } from './en/words.ts'

export const en = { ...general, ...history, ...stations, ...transactions, ...words } as const

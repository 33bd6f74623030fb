import { endpoint } from '../endpoint.ts'
import { CommandAnswer } from '../resources/command.ts'
import { Page, Strict } from '../resources/common.ts'
import { PageFilter } from '../resources/operation.ts'
import { Reservation, ReservationFilter, reservationParams } from '../resources/reservation.ts'
import {
  CloseTransaction,
  MeterValue,
  MeterValueFilter,
  Transaction,
  TransactionEvent,
  TransactionFilter,
  transactionParams,
} from '../resources/transaction.ts'
import { missing, outcomes } from './problems.ts'

export const transactionsEndpoints = {
  listTransactions: endpoint({
    method: 'GET',
    path: '/transactions',
    tag: 'transactions',
    summary: 'Transactions, newest first',
    description: '`total` counts up to 100,000 and then stays there.',
    query: TransactionFilter,
    answers: { 200: Page(Transaction) },
  }),
  getTransaction: endpoint({
    method: 'GET',
    path: '/transactions/{id}',
    tag: 'transactions',
    summary: 'A transaction',
    params: transactionParams,
    answers: { 200: Transaction },
    problems: missing,
  }),
  listMeterValues: endpoint({
    method: 'GET',
    path: '/transactions/{id}/meter-values',
    tag: 'transactions',
    summary: 'Meter values of a transaction as a series, oldest first',
    params: transactionParams,
    query: MeterValueFilter,
    answers: { 200: Page(MeterValue) },
    problems: missing,
  }),
  listTransactionEvents: endpoint({
    method: 'GET',
    path: '/transactions/{id}/events',
    tag: 'transactions',
    summary: 'Messages of a transaction in the order they came',
    params: transactionParams,
    query: PageFilter,
    answers: { 200: Page(TransactionEvent) },
    problems: missing,
  }),
  stopTransaction: endpoint({
    method: 'POST',
    path: '/transactions/{id}/stop',
    tag: 'transactions',
    summary: 'Ask the station to stop a transaction',
    description: 'Accepted means the station will try; the transaction ends when its event says so.',
    params: transactionParams,
    body: Strict({}),
    bodyOptional: true,
    answers: { 200: CommandAnswer },
    problems: { ...outcomes, 404: 'There is no such transaction, or its station is gone' },
  }),
  closeTransaction: endpoint({
    method: 'POST',
    path: '/transactions/{id}/close',
    tag: 'transactions',
    summary: 'Close a transaction that will never end by itself; by whom and why is kept',
    params: transactionParams,
    body: CloseTransaction,
    answers: { 200: Transaction },
    problems: { ...missing, 409: 'It has ended already' },
  }),
  listReservations: endpoint({
    method: 'GET',
    path: '/reservations',
    tag: 'reservations',
    summary: 'Reservations, newest first',
    query: ReservationFilter,
    answers: { 200: Page(Reservation) },
  }),
  getReservation: endpoint({
    method: 'GET',
    path: '/reservations/{id}',
    tag: 'reservations',
    summary: 'A reservation',
    params: reservationParams,
    answers: { 200: Reservation },
    problems: missing,
  }),
}

/** May whom a report names charge, or stop, in this transaction? */
import { type Authorization, authorize } from '../authorization/authorize.ts'
import { tokenKey } from '../authorization/token-key.ts'
import type { StationContext } from '../context.ts'
import { setFlag, type Transaction } from './transaction.ts'
import type { TransactionReport } from './transaction-report.ts'

const ask = (
  ctx: StationContext,
  { token, type }: NonNullable<TransactionReport['idToken']>,
  of: { use: 'start' | 'stop'; ignoreTransactionIds?: number[]; startedAt?: Date },
): Promise<Authorization> =>
  authorize(ctx, {
    organisationId: ctx.station.organisationId,
    stationId: ctx.station.id,
    idToken: token,
    idTokenType: type,
    ...of,
  })

const stops = new Set(['StopAuthorized', 'Deauthorized', 'RemoteStop'])

/** E01.FR.11: verified whenever it is named. Who ends a transaction need not be allowed to charge. */
const useOf = (of: Transaction, report: TransactionReport): 'start' | 'stop' =>
  report.kind === 'ended' || of.state === 'closed' || stops.has(report.triggerReason ?? '') ? 'stop' : 'start'

/** 1.6 does not say that it was offline. */
const lateMs = 60_000

/** What it tells was decided long ago: that its driver charges elsewhere since then does not speak against it. */
const isHeardLate = ({ offline, at }: TransactionReport, now: Date): boolean =>
  offline || now.getTime() - at.getTime() > lateMs

/** null: the report names no id token. `over` are the transactions that end with this one's beginning. */
export async function authorizationOf(
  ctx: StationContext,
  of: Transaction,
  report: TransactionReport,
  over: readonly Transaction[],
): Promise<Authorization | null> {
  const { idToken } = report
  if (idToken === null) return null
  const use = useOf(of, report)
  const isLate = isHeardLate(report, ctx.now())
  const ignoreTransactionIds = [of.id, ...over.map((old) => old.id)]
  const authorization = await ask(ctx, idToken, {
    use,
    ignoreTransactionIds,
    ...(isLate && { startedAt: report.at }),
  })
  if (use === 'stop' || authorization.status !== 'Accepted') return authorization
  // C01.FR.24: a transaction that has its driver takes no second one, unless they are of one group.
  const isTaken = of.authorizationStatus === 'Accepted' && !isSameDriver(of, idToken.token, authorization)
  if (isTaken) return { ...authorization, status: 'NotAtThisTime' }
  // Others may have begun since the database was asked, or begin at this moment.
  const isIgnored = (other: Transaction) =>
    ignoreTransactionIds.includes(other.id) || (isLate && other.startedAt > report.at)
  const isFree = !authorization.exclusive || ctx.tokenClaims.claim(idToken.token, of, isIgnored)
  return isFree ? authorization : { ...authorization, status: 'ConcurrentTx' }
}

/** What the station was told when it first reported this. */
export async function authorizationAgain(
  ctx: StationContext,
  of: Transaction,
  report: TransactionReport,
): Promise<Authorization | null> {
  if (report.idToken === null) return null
  const asked = await ask(ctx, report.idToken, { use: 'stop' })
  const isItsToken = useOf(of, report) === 'start' && of.authorizationStatus !== null
  return isItsToken ? { ...asked, status: of.authorizationStatus as Authorization['status'] } : asked
}

function isSameDriver(of: Transaction, token: string, { groupToken }: Authorization): boolean {
  if (of.idToken === null || tokenKey(of.idToken) === tokenKey(token)) return true
  return groupToken !== null && of.groupToken !== null && tokenKey(groupToken) === tokenKey(of.groupToken)
}

/** Whose transaction it is from now on; tells whether that changed anything. */
export function takeAuthorization(of: Transaction, report: TransactionReport, authorization: Authorization): boolean {
  const { idToken } = report
  if (idToken === null) return false
  const isStop = report.kind === 'ended' || stops.has(report.triggerReason ?? '')
  if (isStop) of.stopIdToken = idToken.token
  const keepsDriver = of.authorizationStatus === 'Accepted' && of.idToken !== null
  const isItsToken = of.idToken !== null && tokenKey(of.idToken) === tokenKey(idToken.token)
  if ((isStop && of.idToken !== null) || (keepsDriver && !isItsToken)) return isStop
  of.idToken = idToken.token
  of.idTokenType = idToken.type
  of.groupToken = authorization.groupToken
  of.authorizationStatus = authorization.status
  setFlag(of, 'authorization-refused', authorization.status !== 'Accepted')
  return true
}

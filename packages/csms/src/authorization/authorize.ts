/**
 * May this id token charge here? One answer for every message and version. The id token is read each time: an operator's block
 * holds from the next message on, on every node, and drivers come by far less often than meter values.
 */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { Context, StationContext } from '../context.ts'
import { idTagInfo16, idTokenInfo2 } from './id-token-info.ts'
import { type AuthorizationStatus, judgeIdToken } from './id-token-rule.ts'
import { idTokenOf } from './id-token-store.ts'
import { isMasterPass, isUsedElsewhere } from './id-token-use.ts'
import { bareToken } from './token-key.ts'

export interface AuthorizationQuestion {
  readonly organisationId: string
  /** As it is called inside (`key-codes.ts`). */
  readonly idToken: string
  /** null: 1.6, which has no types. */
  readonly idTokenType?: string | null
  readonly stationId?: string
  /**
   * `ask` (the default): somebody holds the token to a station, to start or to stop. `start`: it begins a transaction.
   * `stop`: it ends one.
   */
  readonly use?: 'ask' | 'start' | 'stop'
  /** Transactions that do not count as use elsewhere: the one this is about, and those it supersedes. */
  readonly ignoreTransactionIds?: readonly number[]
  /** Only what began at or before this counts as use elsewhere: the start of a transaction we hear of late. */
  readonly startedAt?: Date
}

export interface Authorization {
  readonly status: AuthorizationStatus
  readonly groupToken: string | null
  readonly expiresAt: Date | null
  readonly language: string | null
  /** It may charge at one place at a time. */
  readonly exclusive: boolean
}

export async function authorize(ctx: Context, question: AuthorizationQuestion): Promise<Authorization> {
  const { organisationId, idToken, idTokenType = null, use = 'ask' } = question
  // OCPP 2.0.1 part 2, C02.FR.01: a start button sends an empty id token.
  const row = idTokenType === 'NoAuthorization' ? undefined : await idTokenOf(ctx.db, organisationId, idToken)
  const known = row ? { type: row.type, status: row.status, expiresAt: row.expires_at } : null
  const status = judgeIdToken(known, idTokenType, ctx.now())
  const of = {
    groupToken: row?.group_token ?? null,
    expiresAt: row?.expires_at ?? null,
    language: row?.language ?? null,
    exclusive: row !== undefined && !row.allow_concurrent,
  }
  if (status !== 'Accepted' || use === 'stop' || !row) return { status, ...of }
  // OCPP 2.0.1 part 2, C16.FR.03: a master pass stops transactions and never starts one.
  if (use === 'start' && (await isMasterPass(ctx, question.stationId, row.group_token)))
    return { status: 'Invalid', ...of }
  if (of.exclusive && (await isUsedElsewhere(ctx, question))) return { status: 'ConcurrentTx', ...of }
  return { status, ...of }
}

/** OCPP 1.6 §4.1. */
export async function authorize16(ctx: StationContext, req: v16.AuthorizeRequest): Promise<v16.AuthorizeResponse> {
  return { idTagInfo: idTagInfo16(await ask(ctx, req.idTag, null)) }
}

/** OCPP 2.0.1 part 2, C01 to C09. */
export async function authorize201(ctx: StationContext, req: v201.AuthorizeRequest): Promise<v201.AuthorizeResponse> {
  if (hasContract(req)) return unverifiedContract
  return { idTokenInfo: idTokenInfo2(await ask(ctx, req.idToken.idToken, req.idToken.type)) }
}

/** OCPP 2.1 part 2, C01: as in 2.0.1; id token types are an open list now. */
export async function authorize21(ctx: StationContext, req: v21.AuthorizeRequest): Promise<v21.AuthorizeResponse> {
  if (hasContract(req)) return unverifiedContract
  return { idTokenInfo: idTokenInfo2(await ask(ctx, req.idToken.idToken, req.idToken.type)) }
}

function ask(ctx: StationContext, presented: string, presentedType: string | null): Promise<Authorization> {
  const { organisationId, id: stationId } = ctx.station
  const { token: idToken, type: idTokenType } = ctx.keyCodes.inside(organisationId, {
    token: bareToken(presented),
    type: presentedType,
  })
  return authorize(ctx, { organisationId, stationId, idToken, idTokenType })
}

const hasContract = (req: v201.AuthorizeRequest | v21.AuthorizeRequest): boolean =>
  req.certificate !== undefined || req.iso15118CertificateHashData !== undefined

/** C07.FR.17: a contract certificate that cannot be verified makes the id token Invalid; we hold no roots to verify it with. */
const unverifiedContract = {
  idTokenInfo: { status: 'Invalid' },
  certificateStatus: 'CertChainError',
} satisfies v201.AuthorizeResponse & v21.AuthorizeResponse

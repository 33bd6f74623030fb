/** What the console asks without knowing the station's version. Each is one command in that version's words. */
import { type Traits, traits } from '@busbar/ocpp/traits'
import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import { idTokenOf } from '../authorization/id-token-store.ts'
import { isKeyCodeName, keyCode } from '../authorization/key-codes.ts'
import type { Context } from '../context.ts'
import { doubtsAbout } from '../remote-control/doubt-start.ts'
import type { StartDoubt } from '../remote-control/start-doubts.ts'
import { connectorOfEvse } from '../stations/evse-of-connector.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { type RunOutcome, runCommand } from './run-command.ts'
import { type Asked, stationOf } from './send-here.ts'

/** Members in which our own ids may still stand. */
type WithOwnIds<Request> = Omit<Request, 'chargingProfile'> & { readonly chargingProfile?: number }

/** Nothing was sent: it would probably have come to nothing. Who knows better sends it `anyway`. */
export interface Doubtful {
  readonly outcome: 'doubtful'
  readonly doubts: readonly StartDoubt[]
}

/** What stands in the way of a start, before it is asked for. */
export async function checkStart(
  ctx: Context,
  ask: Omit<Asked, 'actor'> & {
    readonly evseId: number
    readonly idToken: string
    readonly idTokenType?: string | undefined
  },
): Promise<readonly StartDoubt[] | null> {
  const station = await stationOf(ctx, ask)
  const { evseId, idToken, idTokenType = null } = ask
  return station && doubtsAbout(ctx, { station, evseId, idToken, idTokenType })
}

/** OCPP 1.6 §5.11; OCPP 2.0.1 part 2, F01, F02. A 1.6 connector is an EVSE, and 2.x starts on an EVSE. */
export async function startOnEvse(
  ctx: Context,
  ask: Asked & {
    readonly evseId: number
    readonly idToken: string
    /** When absent: that of the id token we know by this text, else ISO14443. 1.6 has no types. */
    readonly idTokenType?: string | undefined
    /** The id of a stored profile. */
    readonly chargingProfile?: number | undefined
    /** Also when it will probably come to nothing. */
    readonly anyway?: boolean | undefined
  },
): Promise<RunOutcome | Doubtful> {
  const { evseId, idToken } = ask
  if (isKeyCodeName(idToken)) return { outcome: 'invalid', errors: [{ path: '/idToken', message: nameOnly }] }
  const type = ask.idTokenType ?? (await typeOf(ctx, ask.organisationId, idToken)) ?? 'ISO14443'
  const station = ask.anyway ? null : await stationOf(ctx, ask)
  // A start that will not be told to anybody is told that anyway.
  if (station?.link?.open) {
    const doubts = await doubtsAbout(ctx, { station, evseId, idToken, idTokenType: ask.idTokenType ?? null })
    if (doubts.length > 0) return { outcome: 'doubtful', doubts }
  }
  const profile = ask.chargingProfile === undefined ? {} : { chargingProfile: ask.chargingProfile }
  return inItsWords(ctx, ask, {
    '1.x': (station) => ({
      command: 'remote-start-transaction',
      body: {
        connectorId: connectorOfEvse(station, evseId),
        idTag: idToken,
        ...profile,
      } satisfies WithOwnIds<v16.RemoteStartTransactionRequest>,
    }),
    '2.x': () => ({
      command: 'request-start-transaction',
      body: {
        evseId,
        // The type of an id token is an open list in 2.1; the station's version judges it.
        idToken: { idToken, type },
        ...profile,
      },
    }),
  })
}

const nameOnly = 'is what a key code is called here; the code itself cannot be read back, and has to be given'

async function typeOf({ db, keyCodes }: Context, organisationId: string, idToken: string): Promise<string | undefined> {
  const row = await idTokenOf(db, organisationId, idToken)
  if (row) return row.type
  return keyCodes.testOf(organisationId)?.(idToken) ? keyCode : undefined
}

/** OCPP 1.6 §5.12; OCPP 2.0.1 part 2, F03. Also one we hold closed by rule can be stopped: the station may see it otherwise. */
export async function stopTransaction(
  ctx: Context,
  ask: { readonly organisationId: string; readonly transactionId: number; readonly actor: string },
): Promise<RunOutcome | { readonly outcome: 'unknown-transaction' }> {
  const transaction = await ctx.db
    .selectFrom('transaction')
    .select('station_id')
    .where('id', '=', ask.transactionId)
    .where('organisation_id', '=', ask.organisationId)
    .executeTakeFirst()
  if (!transaction) return { outcome: 'unknown-transaction' }
  const body = { transaction: ask.transactionId }
  return inItsWords(
    ctx,
    { ...ask, stationId: transaction.station_id },
    {
      '1.x': () => ({ command: 'remote-stop-transaction', body }),
      '2.x': () => ({ command: 'request-stop-transaction', body }),
    },
  )
}

/** OCPP 1.6 §5.18; OCPP 2.0.1 part 2, F05. */
export async function unlockEvse(
  ctx: Context,
  ask: Asked & { readonly evseId: number; readonly connectorId?: number | undefined },
): Promise<RunOutcome> {
  const { evseId, connectorId = 1 } = ask
  return inItsWords(ctx, ask, {
    '1.x': (station) => ({
      command: 'unlock-connector',
      body: { connectorId: connectorOfEvse(station, evseId) } satisfies v16.UnlockConnectorRequest,
    }),
    '2.x': () => ({
      command: 'unlock-connector',
      body: { evseId, connectorId } satisfies v201.UnlockConnectorRequest,
    }),
  })
}

/** OCPP 1.6 §5.2; OCPP 2.0.1 part 2, G03, G04. EVSE 0 is the whole station. */
export async function changeAvailability(
  ctx: Context,
  ask: Asked & { readonly evseId: number; readonly connectorId?: number | undefined; readonly operative: boolean },
): Promise<RunOutcome> {
  const { evseId, connectorId } = ask
  const status = ask.operative ? 'Operative' : 'Inoperative'
  const evse = evseId === 0 ? {} : { evse: { id: evseId, ...(connectorId !== undefined && { connectorId }) } }
  return inItsWords(ctx, ask, {
    '1.x': (station) => ({
      command: 'change-availability',
      body: { connectorId: connectorOfEvse(station, evseId), type: status } satisfies v16.ChangeAvailabilityRequest,
    }),
    '2.x': () => ({
      command: 'change-availability',
      body: { operationalStatus: status, ...evse } satisfies v201.ChangeAvailabilityRequest,
    }),
  })
}

interface Wording {
  readonly command: string
  readonly body: Readonly<Record<string, unknown>>
}

async function inItsWords(
  ctx: Context,
  { organisationId, stationId, actor }: Asked,
  wordings: { readonly [W in Traits['wording']]: (station: LiveStation) => Wording },
): Promise<RunOutcome> {
  const station = await ctx.stations.load(stationId)
  if (!station) return { outcome: 'unknown-station' }
  const version = station.link?.version ?? station.version
  const wording = wordings[version === null ? '2.x' : traits[version].wording](station)
  return runCommand(ctx, { organisationId, stationId, actor, ...wording })
}

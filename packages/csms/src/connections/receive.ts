/**
 * One message of one station: is it allowed to talk, which function answers, and is what that left behind durable?
 * Only then the answer leaves.
 */
import { OcppError } from '@busbar/ocpp/errors'
import type { IncomingCall } from '@busbar/ocpp/exchange'
import type { Version } from '@busbar/ocpp/versions'
import type { Config } from '../config.ts'
import type { Context, StationContext } from '../context.ts'
import { isAway, isDataException, WritesRefused } from '../db/write-error.ts'
import { Writes } from '../db/writes.ts'
import type { AnyHandler, Routes } from '../routes/from-station.ts'
import { hideSecrets } from '../secrets/hide-secrets.ts'
import type { IsKeyCode } from '../secrets/secrets.ts'
import { keepWithinCaps } from '../stations/capped-rows.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { incomingRow, isKeptWhole, type MessageOutcome } from '../stations/message-log.ts'
import { recordRefusal } from '../stations/record-refusal.ts'
import { stationStateRow } from '../stations/rows.ts'
import { askAfterReturn } from '../transactions/ask-status.ts'

/** When the station was last heard need not be written with every message. */
const stateEveryMs = 60_000

export async function receive(
  ctx: Context,
  routes: Routes,
  station: LiveStation,
  call: IncomingCall,
): Promise<unknown> {
  // Before anything changes: what is begun now could not be kept.
  if (ctx.writer.full) {
    mayComeAgain(ctx, station)
    throw new OcppError('InternalError', 'the database is away; please send it again')
  }
  if (doubtful.has(station)) await makeSure(ctx, station)
  if (call.deviations.length > 0) station.state.deviations += 1
  const version = station.version as Version
  const handler = (routes[version] as Record<string, AnyHandler>)[call.action]
  const message = new MessageContext(ctx, station, call)
  const refusal = mayTalk(station, call.action) && handler ? null : refusalOf(handler)
  if (refusal || !handler) return refuse(message, refusal as OcppError)
  let answer: Answer
  try {
    const given = answerOf(message, handler)
    // Most handlers only write; to wait for them would cost more than they do.
    answer = given instanceof Promise ? await given : given
  } catch (error) {
    if (error instanceof OcppError) {
      // What it had changed by then is not written, so it must not stay in memory either.
      if (!message.writes.isEmpty) await doubt(ctx, station)
      return refuse(message, error)
    }
    await doubt(ctx, station)
    if (isDataException(error)) return refuse(message, new WritesRefused(error))
    await refuse(message, new OcppError('InternalError', 'this message could not be processed')).catch(() => {})
    throw error
  }
  const { by, response } = answer
  await keep(by, {
    outcome: 'answered',
    response: call.send ? null : call.textOf(response ?? {}),
    problem: asidesOf(by),
  })
  for (const task of by.tasks ?? []) call.after(task)
  if (station.isBack) {
    station.isBack = false
    call.after(() => askAfterReturn(ctx, station))
  }
  return response
}

function asidesOf({ asides, call }: MessageContext): string | null {
  const { thinned } = call
  const isThinned = thinned !== undefined && thinned.kept < thinned.sent
  const all = isThinned
    ? [`${thinned.kept} of ${thinned.sent} meter values were read`, ...(asides ?? [])]
    : (asides ?? [])
  return all.length === 0 ? null : all.join('; ').slice(0, longestProblem)
}

interface Answer {
  readonly response: unknown
  /** Whose writes belong to it. */
  readonly by: MessageContext
}

function answerOf(message: MessageContext, handler: AnyHandler): Answer | Promise<Answer> {
  const response = handler(message, storable(message.call))
  if (!(response instanceof Promise)) return { response, by: message }
  return response.then(
    (response) => ({ response, by: message }),
    (error: unknown) => answerAgain(message, handler, error),
  )
}

/** When the database is away while a handler reads, the station waits as it does for a commit; then the handler begins anew. */
async function answerAgain(message: MessageContext, handler: AnyHandler, error: unknown): Promise<Answer> {
  if (!isAway(error)) throw error
  const { ctx, station, call } = message
  doubtful.add(station)
  await ctx.writer.reachable()
  await makeSure(ctx, station)
  const by = new MessageContext(ctx, station, call)
  return { response: await handler(by, storable(call)), by }
}

/** Stations of which memory may know what the database does not: before their next message it is read again. */
const doubtful = new WeakSet<LiveStation>()

/** At once when possible; while the database is away, nobody waits for it here. */
async function doubt(ctx: Context, station: LiveStation): Promise<void> {
  doubtful.add(station)
  if (ctx.writer.healthy) await makeSure(ctx, station).catch(() => {})
}

/** Not before everything on its way is stored: else a transaction that was just begun would be forgotten, and begun again. */
async function makeSure(ctx: Context, station: LiveStation): Promise<void> {
  await ctx.writer.settled()
  await ctx.stations.reload(station)
  doubtful.delete(station)
}

/** A thousand odd elements are told as well by the first of them. */
const longestProblem = 2000

const callError = 4

const endingZeros = /\0+$/

/**
 * PostgreSQL's text cannot hold the character zero, which some stations pad their strings with, nor half of a surrogate pair; a message is
 * not refused for them, and what is known in memory is what is stored.
 */
function storable({ text, payload, deviations }: IncomingCall): unknown {
  // As it is written in JSON, and as it stands in a frame that was forgiven it.
  const mayHold = text.includes('\\u') && unstorable.test(text)
  if (!mayHold && (deviations.length === 0 || !text.includes('\0'))) return payload
  return JSON.parse(JSON.stringify(payload), (_name, value) =>
    typeof value === 'string' ? value.replace(endingZeros, '').replaceAll('\0', '\uFFFD').toWellFormed() : value,
  )
}

const unstorable = /\\u(0000|d[89a-f])/i

/**
 * Until it is accepted, a station may ask to be, and send what we asked it for (OCPP 2.0.1 part 2, B01.FR.10, B02.FR.09, B03.FR.07;
 * 1.6 §4.2). An accepted one need not boot again after a reconnect.
 */
function mayTalk({ known, admission, registration, invited }: LiveStation, action: string): boolean {
  const refused = registration === 'Pending' || registration === 'Rejected'
  if (known && admission === 'accepted' && !refused) return true
  return action === 'BootNotification' || (admission !== 'rejected' && invited.has(action))
}

function refusalOf(handler: AnyHandler | undefined): OcppError {
  return handler
    ? new OcppError('SecurityError', 'the charging station is not accepted yet; a BootNotification comes first')
    : new OcppError('NotSupported', 'this message is not served')
}

/** What we did not take is sent again, as late as the station likes: its stamp will be old, and right. */
function mayComeAgain({ now }: Context, { clock }: LiveStation): void {
  clock.failedAtMs = now().getTime()
}

async function refuse({ ctx, station, call }: MessageContext, error: OcppError): Promise<never> {
  mayComeAgain(ctx, station)
  const { code, description, details } = error
  if (!isOurs(code))
    recordRefusal(ctx, station, { direction: 'in', action: call.action, problem: description, tolerances: [] })
  // What the handler meant to write belongs to the answer it did not give.
  const refused = new MessageContext(ctx, station, call)
  await keep(refused, {
    outcome: 'refused',
    code,
    problem: description,
    response: call.send ? null : JSON.stringify([callError, call.messageId, code, description, details]),
  })
  throw error
}

/** Not for what the station has sent: we do not know it yet, or could not. */
const isOurs = (code: string): boolean => code === 'SecurityError' || code === 'InternalError'

async function keep(message: MessageContext, result: MessageOutcome): Promise<void> {
  const { ctx, station, call, writes, isLogged, isWhole, isKeyCode } = message
  const row = isLogged ? incomingRow(station, call, result, { answeredAt: ctx.now(), isWhole, isKeyCode }) : null
  if (row) writes.append('message', row)
  else ctx.messageLog.countMissed()
  writes.bytes = call.text.length
  // What shows no secret as a whole has left none behind.
  if (!isWhole) hideSecrets(writes, isKeyCode)
  const withinCaps = keepWithinCaps(message)
  if (withinCaps) await withinCaps
  if (station.known && isStateDue(station, call)) writes.put('station_state', stationStateRow(station))
  try {
    await ctx.writer.commit(writes)
  } catch (error) {
    mayComeAgain(ctx, station)
    if (!(error instanceof WritesRefused)) throw error
    // What the handler changed in memory is not in the database, so it must not stay in memory either.
    await doubt(ctx, station)
    if (result.outcome === 'answered') {
      const { code, description } = error
      const again = new MessageContext(ctx, station, call)
      await keep(again, { outcome: 'refused', code, problem: description, response: null })
    }
    throw error
  }
  if (row && ctx.feed.hears('message', station.organisationId, station.id)) tell(message, row)
}

function isStateDue(station: LiveStation, call: IncomingCall): boolean {
  const now = call.receivedAt.getTime()
  // A heartbeat says nothing that memory does not know.
  if (call.action === 'Heartbeat' || now - station.stateWrittenAt < stateEveryMs) return false
  station.stateWrittenAt = now
  return true
}

function tell({ ctx, station, call }: MessageContext, row: object): void {
  ctx.feed.frame({
    kind: 'message',
    organisationId: station.organisationId,
    stationId: station.id,
    subject: call.action,
    at: call.receivedAt,
    data: row,
  })
}

/** A context per message, and there are thousands of them in a second: what is the server's is looked up, not copied. */
class MessageContext implements StationContext {
  readonly ctx: Context
  readonly station: LiveStation
  readonly call: IncomingCall
  readonly writes: Writes = new Writes()
  tasks: (() => Promise<void> | void)[] | null = null
  asides: string[] | null = null
  readonly isLogged: boolean
  #isWhole: boolean | null = null

  constructor(ctx: Context, station: LiveStation, call: IncomingCall) {
    this.ctx = ctx
    this.station = station
    this.call = call
    this.isLogged = ctx.messageLog.isOn
  }

  get config(): Config {
    return this.ctx.config
  }

  get db(): Context['db'] {
    return this.ctx.db
  }

  get operatorDb(): Context['operatorDb'] {
    return this.ctx.operatorDb
  }

  get outgrown(): Context['outgrown'] {
    return this.ctx.outgrown
  }

  get writer(): Context['writer'] {
    return this.ctx.writer
  }

  get numbers(): Context['numbers'] {
    return this.ctx.numbers
  }

  get stations(): Context['stations'] {
    return this.ctx.stations
  }

  get owner(): Context['owner'] {
    return this.ctx.owner
  }

  get tokenClaims(): Context['tokenClaims'] {
    return this.ctx.tokenClaims
  }

  get keyCodes(): Context['keyCodes'] {
    return this.ctx.keyCodes
  }

  get apiTokens(): Context['apiTokens'] {
    return this.ctx.apiTokens
  }

  get feed(): Context['feed'] {
    return this.ctx.feed
  }

  get serverKey(): Context['serverKey'] {
    return this.ctx.serverKey
  }

  get passwords(): Context['passwords'] {
    return this.ctx.passwords
  }

  get turnedAway(): Context['turnedAway'] {
    return this.ctx.turnedAway
  }

  get inbox(): Context['inbox'] {
    return this.ctx.inbox
  }

  get messageLog(): Context['messageLog'] {
    return this.ctx.messageLog
  }

  get log(): Context['log'] {
    return this.ctx.log
  }

  get now(): Context['now'] {
    return this.ctx.now
  }

  get isKeyCode(): IsKeyCode | undefined {
    return this.ctx.keyCodes.testOf(this.station.organisationId)
  }

  get isWhole(): boolean {
    this.#isWhole ??= isKeptWhole(this.station, this.call, this.isKeyCode)
    return this.#isWhole
  }

  get isInLog(): boolean {
    const { text, thinned, deviations } = this.call
    const isReadAsItIs = deviations.length === 0 && thinned === undefined && !text.includes('\\u')
    return isReadAsItIs && this.isLogged && this.isWhole
  }

  setAside(path: string, why: string): void {
    this.asides ??= []
    this.asides.push(`${path}: ${why}`)
  }

  after(task: () => Promise<void> | void): void {
    this.tasks ??= []
    this.tasks.push(task)
  }
}

/** A station's socket and its live state, tied together and apart again. */
import { OcppError } from '@busbar/ocpp/errors'
import type { FrameRecord, IncomingCall } from '@busbar/ocpp/exchange'
import type { Connection } from '@busbar/ocpp/server'
import type { Context } from '../context.ts'
import { Writes } from '../db/writes.ts'
import type { Routes } from '../routes/from-station.ts'
import { frameWithoutSecrets } from '../secrets/secrets.ts'
import { limitsFor, paceFor } from '../stations/allowance.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { logProblem } from '../stations/message-log.ts'
import { pace } from '../stations/pace.ts'
import { recordRefusal } from '../stations/record-refusal.ts'
import { stationStateRow } from '../stations/rows.ts'
import { comesOnline } from '../stations/station-clock.ts'
import type { StationLink } from '../stations/station-link.ts'
import { noteTakeover } from '../stations/takeover.ts'
import { type LetIn, strangersOrganisation } from './door.ts'
import { receive } from './receive.ts'

export class Connections {
  readonly #ctx: Context
  readonly #routes: Routes

  constructor(ctx: Context, routes: Routes) {
    this.#ctx = ctx
    this.#routes = routes
  }

  /** A new socket of a station replaces the old one; what the old one is still doing is finished first. */
  async open(connection: Connection): Promise<void> {
    const { stations } = this.#ctx
    const { identity } = connection
    const station = stations.get(identity) ?? stations.stranger(identity, strangersOrganisation)
    const letIn = connection.pass as LetIn
    // Announced, or given another password, while it was on its way in.
    if (station.known && station.passwordHash !== letIn.letInWith) throw new Error('its password was changed meanwhile')
    const former = inCharge.get(station)
    if (former?.link?.open) noteTakeover(this.#ctx, station, { to: letIn.remoteAddress, refused: false })
    const tie = new Tie(this.#ctx, this.#routes, station)
    inCharge.set(station, tie)
    tie.open(connection, letIn)
    former?.link?.close(goingAway, 'replaced by a new connection')
  }
}

/** The tie a station talks through: one that was replaced finds another here, and changes nothing any more. */
const inCharge = new WeakMap<LiveStation, Tie>()

/** RFC 6455 §7.4.1. */
const goingAway = 1001
const policyViolation = 1008

/** Of what an answer may take: a stranger has that long until its first BootNotification. */
const strangersPatience = 4

class Tie {
  link: StationLink | null = null
  /** The answer to the last message that came through this one. */
  #turn: Promise<unknown> | null = null
  /** Until a stranger has said who it is. */
  #patience: NodeJS.Timeout | undefined
  readonly #ctx: Context
  readonly #routes: Routes
  readonly #station: LiveStation

  constructor(ctx: Context, routes: Routes, station: LiveStation) {
    this.#ctx = ctx
    this.#routes = routes
    this.#station = station
  }

  open(connection: Connection, { remoteAddress, budget, letInWith }: LetIn): void {
    const { config, log } = this.#ctx
    const station = this.#station
    const link = connection.open({
      handle: (call) => this.#handle(call),
      onProblem: (record) => {
        this.#pace(record.bytes)
        this.#refused(record)
        return logProblem(this.#ctx, station, connection.version, record)
      },
      onError: (error, { action, text }) => {
        log.error({ err: error, stationId: station.id, action, request: frameWithoutSecrets(text) }, 'a message failed')
      },
      onFrame: () => this.#heard(),
      onClose: (code, reason) => this.#closed(code, reason),
      tolerate: station.tolerances,
      limits: limitsFor(station),
      callTimeoutMs: config.callTimeoutMs,
      maxWaitMs: config.callTimeoutMs,
      pingIntervalMs: config.pingIntervalS * 1000,
      // Silent for what makes it offline, and once more: then its socket is of no use to anybody.
      deafAfterMs: () => 2 * (station.heartbeatIntervalS + config.offlineGraceS) * 1000,
    })
    this.link = link
    station.link = link
    station.version = connection.version
    Object.assign(station, { letInWith, remoteBudget: budget })
    this.#connected(remoteAddress)
  }

  /**
   * The session handles one message after the other. But messages outlive the socket that brought them, all those a station has sent
   * before it lost its connection and sends again through the next one: so each waits for the last one of any other.
   */
  #handle(call: IncomingCall): Promise<unknown> {
    this.#pace(call.text.length)
    const station = this.#station
    const begin = () => this.#receive(call)
    const answer = station.turn === this.#turn || !station.turn ? begin() : station.turn.then(begin, begin)
    this.#turn = station.turn = answer
    return answer
  }

  #receive(call: IncomingCall): Promise<unknown> {
    const station = this.#station
    if (station.version === this.link?.version) return receive(this.#ctx, this.#routes, station, call)
    return Promise.reject(new OcppError('InternalError', 'the charging station came back with another OCPP version'))
  }

  #pace(bytes: number): void {
    const station = this.#station
    const { dueAt, waitMs } = pace(station.nextDueAt, Date.now(), paceFor(station, this.#ctx.config), bytes)
    station.nextDueAt = dueAt
    if (waitMs > 0) this.link?.slowDown(waitMs)
  }

  /** Answers that nobody waited for are none of them. */
  #refused(record: FrameRecord): void {
    const { direction, answer, problem } = record
    const action = record.action ?? null
    const tolerances = problem?.tolerable ?? []
    if (direction !== 'in' || (action === null && answer === undefined && tolerances.length === 0)) return
    recordRefusal(this.#ctx, this.#station, { direction, action, problem: problem?.message ?? '', tolerances })
  }

  #heard(): void {
    const station = this.#station
    station.lastHeardAt = this.#ctx.now().getTime()
    if (station.online || !station.known || inCharge.get(station) !== this) return
    const writes = new Writes()
    this.#comesOnline(writes)
    this.#keep(writes)
  }

  #connected(remoteAddress: string): void {
    const { log, now } = this.#ctx
    const station = this.#station
    const at = now()
    station.isBack = station.lastHeardAt > 0
    comesOnline(station.clock, at.getTime(), station.lastHeardAt)
    station.lastHeardAt = at.getTime()
    Object.assign(station.state, { connectedAt: at, disconnectedAt: null, remoteAddress })
    log.debug({ stationId: station.id, version: station.version, remoteAddress }, 'a charging station connected')
    if (!station.known) {
      this.#expectBoot()
      this.#ctx.inbox.record(station).catch((error: unknown) => {
        log.warn({ err: error, stationId: station.id }, 'an unknown charging station could not be put into the inbox')
      })
      return
    }
    const writes = new Writes()
    writes.event('station.connected', {
      ...of(station),
      at,
      data: { version: station.version, remoteAddress },
    })
    if (!station.online) this.#comesOnline(writes)
    this.#keep(writes)
  }

  /** One that nobody has announced and that says nothing holds a place for nothing. */
  #expectBoot(): void {
    const { link } = this
    this.#patience = setTimeout(() => {
      const { known, registration } = this.#station
      if (!known && registration === null) link?.close(policyViolation, 'a BootNotification comes first')
    }, strangersPatience * this.#ctx.config.callTimeoutMs).unref()
  }

  #comesOnline(writes: Writes): void {
    this.#station.online = true
    writes.event('station.online', { ...of(this.#station), at: this.#ctx.now() })
  }

  #closed(code: number, reason: string): void {
    clearTimeout(this.#patience)
    const station = this.#station
    if (inCharge.get(station) !== this) return
    inCharge.delete(station)
    station.link = null
    const at = this.#ctx.now()
    station.state.disconnectedAt = at
    this.#ctx.log.debug({ stationId: station.id, code, reason }, 'a charging station disconnected')
    this.#ctx.stations.forgetStranger(station)
    if (!station.known) return
    const writes = new Writes()
    writes.event('station.disconnected', { ...of(station), at, data: { code, reason } })
    this.#keep(writes)
  }

  /** Nobody waits for these; while the database is away they wait in the writer's queue like all others. */
  #keep(writes: Writes): void {
    const station = this.#station
    station.stateWrittenAt = Date.now()
    writes.put('station_state', stationStateRow(station))
    this.#ctx.writer.commit(writes).catch((error: unknown) => {
      this.#ctx.log.warn({ err: error, stationId: station.id }, 'the state of a connection was not stored in time')
    })
  }
}

const of = (station: LiveStation) => ({ organisationId: station.organisationId, stationId: station.id })

/** Puts the house together, in the order in which its parts need each other, and takes it apart again. */
import { randomUUID } from 'node:crypto'
import { type AddressInfo, isIPv6 } from 'node:net'
import { OcppServer } from '@busbar/ocpp/server'
import type { Logger } from 'pino'
import { ApiTokens, applyTokenSetting, insertApiToken, newApiToken } from './accounts/api-token.ts'
import { KeyCodes } from './authorization/key-codes.ts'
import { TokenClaims } from './authorization/token-claims.ts'
import { sendingQueued } from './commands/queued-operations.ts'
import { ownedHere } from './commands/station-owner.ts'
import { type Config, houseOrganisation } from './config.ts'
import { Connections } from './connections/connections.ts'
import { Door } from './connections/door.ts'
import { watchForSilence } from './connections/offline.ts'
import { Stations } from './connections/stations.ts'
import { TurnedAway } from './connections/turned-away.ts'
import { Inbox } from './connections/unknown-station.ts'
import type { Context } from './context.ts'
import { type Database, type DatabaseOptions, openDatabase } from './db/database.ts'
import { Numbers } from './db/numbers.ts'
import { makePartitions } from './db/partitions.ts'
import { Writer } from './db/writer.ts'
import { Feed } from './events/feed.ts'
import { ScryptPool } from './guard/scrypt-pool.ts'
import { measuringDays } from './history/day-sizes.ts'
import { makingDays } from './history/days.ts'
import { summingEnergy } from './history/energy-days.ts'
import { pruning } from './history/prune.ts'
import type { AskRoom } from './history/room.ts'
import { watchingRoom } from './history/watch-room.ts'
import { Leases } from './jobs/leases.ts'
import { startLoops } from './jobs/loops.ts'
import { newLog } from './log.ts'
import { tellingOverdue } from './operations/overdue-operations.ts'
import { expiringReservations } from './reservations/expire-reservations.ts'
import { createApp } from './routes/app.ts'
import { fromStation } from './routes/from-station.ts'
import { toStation } from './routes/to-station.ts'
import { openServerKey } from './server-key.ts'
import { keepingEnergyBefore } from './sites/energy-before.ts'
import { powerSampling } from './sites/power-samples.ts'
import { MessageLogSwitch } from './stations/message-log-switch.ts'
import { Passwords } from './stations/password.ts'
import { closingAbandoned } from './transactions/close-abandoned.ts'
import { databaseProblem, listenProblem, prepareDataFolder } from './unusable-setting.ts'

export interface RunningCsms {
  /** Console and API, `http://localhost:8080`. */
  readonly url: string
  /** What a charging station is given; its identity follows. */
  readonly ocppUrl: string
  /** A token that is valid now, when we know one: the configured one, or the one just made at the first start. */
  readonly apiToken: string | null
  /** The one this start made, to be shown once. */
  readonly madeToken: string | null
  /** Which database it is. */
  readonly database: string
  readonly ctx: Context
  close(): Promise<void>
}

export interface StartOptions {
  readonly now?: () => Date
  readonly log?: Logger
  /** Default: as the disk, or the settings, say. */
  readonly room?: AskRoom | undefined
  /** The embedded database died, or the database is not what it was: nothing is stored any more, and only a new start helps. */
  readonly failed?: (error: Error) => void
}

export async function startCsms(config: Config, options: StartOptions = {}): Promise<RunningCsms> {
  const log = options.log ?? newLog(config.logLevel)
  const now = options.now ?? (() => new Date())
  const { room } = options
  const failed = options.failed ?? ((error) => log.fatal({ err: error }, 'the server cannot go on'))
  const database = await openConfigured(config, { log, failed })
  try {
    return await startOn(database, { config, log, now, failed, room })
  } catch (error) {
    await database.close()
    throw error
  }
}

async function openConfigured(config: Config, options: DatabaseOptions): Promise<Database> {
  if (config.databaseUrl === null) prepareDataFolder(config.dataFolder)
  try {
    return await openDatabase(config, options)
  } catch (error) {
    throw databaseProblem(error, config)
  }
}

interface Needs extends Pick<Context, 'config' | 'log' | 'now'>, Required<Pick<StartOptions, 'failed'>> {
  readonly room: AskRoom | undefined
}

async function startOn(database: Database, { config, log, now, failed, room }: Needs): Promise<RunningCsms> {
  const { db } = database
  const serverKey = await openServerKey(config, db)
  await applyTokenSetting(db, config.apiToken, { ...tokensOf, at: now() })
  const apiTokens = new ApiTokens(db)
  await apiTokens.load()
  await forgetConnections(database, now())
  await makePartitions(db, now())
  const feed = new Feed(db, log, now)
  const numbers = new Numbers(db)
  const messageLog = new MessageLogSwitch(config.messageLog)
  const writer = await Writer.open(database.writes, database.columns, {
    commitTimeoutMs: config.commitTimeoutMs,
    log,
    committed: () => feed.wake(),
    noRoom: () => {
      messageLog.noRoomAt = now()
    },
    lost: (error) => {
      const give = () => failed(error)
      numbers.leap().then(give, give)
    },
  })
  const stations = new Stations(db, config)
  await stations.loadAll()
  const tokenClaims = new TokenClaims(stations)
  const keyCodes = new KeyCodes(serverKey)
  await keyCodes.load(db)
  const hashes = new ScryptPool()
  const passwords = new Passwords(serverKey, hashes)
  const turnedAway = new TurnedAway({ now, writer, log })
  const inbox = await Inbox.open({ db, writer, log, now })
  const ctx: Context = {
    ...{
      config,
      db,
      operatorDb: database.operatorDb,
      outgrown: database.outgrown,
      writer,
      numbers,
      stations,
      tokenClaims,
      keyCodes,
      apiTokens,
      feed,
      serverKey,
      log,
      now,
    },
    ...{ passwords, turnedAway, inbox, messageLog },
    owner: ownedHere(() => ctx, toStation),
  }

  const app = await createApp(ctx)
  const ocpp = ocppServer(ctx)
  for (const url of ['/ocpp', '/ocpp/*']) app.get(url, (_request, reply) => ocpp.answerPlain(reply.hijack().raw))
  app.server.on('upgrade', (request, socket, head) => ocpp.handleUpgrade(request, socket, head))
  await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    throw listenProblem(error, config)
  })
  // Not before: who is told that the port is in use is not told the token, and no later start prints it.
  const madeToken = config.apiToken === null ? await firstApiToken(database, apiTokens, now()) : null
  const { port } = app.server.address() as AddressInfo
  const leases = new Leases(db, randomUUID())
  const endLoops = startLoops(
    [
      watchForSilence(ctx),
      watchingRoom(ctx, room),
      makingDays(ctx),
      measuringDays(ctx),
      summingEnergy(ctx),
      pruning(ctx),
      powerSampling(ctx),
      keepingEnergyBefore(ctx),
      expiringReservations(ctx),
      closingAbandoned(ctx),
      tellingOverdue(ctx),
      sendingQueued(ctx, toStation, leases.holder),
      ...database.upkeep,
    ],
    leases,
    log,
  )

  return {
    url: `http://${reachable(config.host)}:${port}`,
    ocppUrl: `ws://${reachable(config.host)}:${port}/ocpp`,
    apiToken: config.apiToken ?? madeToken,
    madeToken,
    database: database.title,
    ctx,
    async close() {
      await endLoops()
      await ocpp.close()
      await hashes.close()
      await app.close()
      await feed.close()
      await writer.close()
      await database.close()
    },
  }
}

function ocppServer(ctx: Context): OcppServer {
  const door = new Door(ctx)
  const connections = new Connections(ctx, fromStation)
  return new OcppServer({
    path: '/ocpp',
    admit: (upgrade) => door.admit(upgrade),
    turnedAway: (who) => door.turnedAway(who),
    connect: (connection) => connections.open(connection),
    log: (message, error) => ctx.log.error({ err: error }, message),
  })
}

/** Both kinds of token belong to it until there are accounts. */
const tokensOf = { organisationId: houseOrganisation }

/** Where no token opens anything, a start makes one. Only hashes are stored. */
async function firstApiToken({ db }: Database, tokens: ApiTokens, at: Date): Promise<string | null> {
  if (tokens.hasValid(tokensOf.organisationId, at)) return null
  const token = newApiToken()
  const name = `start of ${at.toISOString().slice(0, 19).replace('T', ' ')}`
  tokens.learn(await insertApiToken(db, token, { ...tokensOf, name, origin: 'first-start', at }))
  return token
}

/** After a crash the table still says who was connected. */
async function forgetConnections({ db }: Database, at: Date): Promise<void> {
  await db
    .updateTable('station_state')
    .set({ connected: false, disconnected_at: at })
    .where('connected', '=', true)
    .execute()
}

/** As it stands in a URL. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return isIPv6(host) ? `[${host}]` : host
}

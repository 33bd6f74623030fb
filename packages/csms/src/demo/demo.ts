/** The demo: a small world in the database, and its charging stations in a thread that cannot disturb the sockets. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FleetStation } from '@busbar/simulator/fleet'
import { idTokenOf, insertIdToken } from '../authorization/id-token-store.ts'
import { demoOrganisation } from '../config.ts'
import type { Context } from '../context.ts'
import { insertSite, siteExists } from '../sites/site-store.ts'
import { declareEvses } from '../stations/evse-store.ts'
import type { LiveStation } from '../stations/live-station.ts'
import { insertStation, stationForUpdate, updateStation } from '../stations/station-store.ts'
import { closeTransaction } from '../transactions/close-transaction.ts'
import type { Transaction } from '../transactions/transaction.ts'
import { memoryOf, runningOf } from './memory.ts'
import { type DemoStation, demoIdTokens, demoSites, demoSpeed, demoStations } from './world.ts'

export interface FleetOrder {
  readonly url: string
  readonly stations: readonly FleetStation[]
  readonly idTokens: readonly string[]
  readonly speed: number
}

export interface Demo {
  close(): Promise<void>
}

const organisationId = demoOrganisation

export async function startDemo(ctx: Context, ocppUrl: string): Promise<Demo> {
  await makeWorld(ctx)
  const passwords = await givePasswords(ctx)
  const order: FleetOrder = {
    url: ocppUrl,
    stations: await Promise.all(
      demoStations.flatMap((station) => {
        const password = passwords.get(station.id)
        return password === undefined ? [] : [asItWas(ctx, { ...station, password })]
      }),
    ),
    idTokens: demoIdTokens.map(({ token }) => token),
    speed: demoSpeed,
  }
  const worker = new Worker(new URL('./fleet-worker.ts', import.meta.url), { workerData: order })
  worker.on('error', (error) => ctx.log.error({ err: error }, 'the demo stopped'))
  const exited = once(worker, 'exit')
  return {
    async close() {
      worker.postMessage('stop')
      await exited
    },
  }
}

/** What is there stays as it is: it may have been edited. */
async function makeWorld(ctx: Context): Promise<void> {
  const at = ctx.now()
  await ctx.db.transaction().execute(async (db) => {
    await db
      .insertInto('organisation')
      .values({ id: organisationId, name: 'Demo' })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    for (const site of demoSites) {
      if (await siteExists(db, organisationId, site.id)) continue
      await insertSite(db, { ...site, organisation_id: organisationId }, at)
    }
    for (const { token, status, group, note } of demoIdTokens) {
      if (await idTokenOf(db, organisationId, token)) continue
      await insertIdToken(db, { organisationId, token, at }, { status, group_token: group, note })
    }
    for (const station of demoStations) {
      if (ctx.stations.get(station.id)) continue
      await insertStation(db, { id: station.id, organisationId, siteId: station.siteId, at }, { name: station.name })
      await declareEvses(db, { stationId: station.id, organisationId }, evsesOf(station))
    }
  })
  for (const { id } of demoStations) await ctx.stations.load(id)
}

/**
 * New ones at every start, and only in memory: nobody can come as a station of the demo, while it runs or later. Somebody else's station that
 * happens to be called like one is left alone.
 */
async function givePasswords({ db, now, passwords, stations }: Context): Promise<ReadonlyMap<string, string>> {
  const given = new Map<string, string>()
  await db.transaction().execute(async (trx) => {
    for (const { id } of demoStations) {
      const row = await stationForUpdate(trx, id)
      if (row?.organisation_id !== organisationId) continue
      const { password, stored } = passwords.make()
      await updateStation(trx, row, { passwordHash: stored }, now())
      given.set(id, password)
    }
  })
  for (const id of given.keys()) await stations.invalidate(id)
  return given
}

function evsesOf({ evses = [] }: DemoStation) {
  return evses.map(({ supply }, i) => {
    const isDc = supply?.current === 'DC'
    const powerW = !supply
      ? null
      : supply.current === 'DC'
        ? supply.maxW
        : supply.phases * supply.voltageV * supply.maxA
    const connectors = [{ connectorId: 1, type: isDc ? 'cCCS2' : 'sType2', maxPowerW: powerW }]
    return { evseId: i + 1, maxPowerW: powerW, connectors }
  })
}

/** A station that has been on before goes on: its meters, and what it charges. */
async function asItWas(ctx: Context, { siteId: _, name: __, ...station }: DemoStation): Promise<FleetStation> {
  const live = ctx.stations.get(station.id)
  const metered = { ...station, evses: await withRegisters(ctx, station) }
  if (live?.registration !== 'Accepted') return metered
  const running = runningOf(station, live.transactions.values())
  await closeOthers(ctx, live, running)
  return { ...metered, memory: memoryOf(station, running, demoSpeed) }
}

async function closeOthers(ctx: Context, live: LiveStation, running: readonly Transaction[]): Promise<void> {
  for (const transaction of [...live.transactions.values()]) {
    if (transaction.state !== 'open' || running.includes(transaction)) continue
    await closeTransaction(ctx, transaction.id, { by: 'demo', note: 'Nobody of the demo is there any more' })
  }
}

/** A meter goes on where it was: its register is read by people who pay for it. */
async function withRegisters(ctx: Context, station: FleetStation): Promise<NonNullable<FleetStation['evses']>> {
  const rows = await ctx.db
    .selectFrom('whole_transaction')
    .select(['evse_id', ({ fn }) => fn.max('meter_last_wh').as('registerWh')])
    .where('station_id', '=', station.id)
    .groupBy('evse_id')
    .execute()
  const registers = new Map(rows.map((row) => [row.evse_id, row.registerWh]))
  return (station.evses ?? []).map((evse, i) => {
    const heardWh = registers.get(i + 1) ?? null
    return heardWh === null ? evse : { ...evse, registerWh: Math.ceil(heardWh) }
  })
}

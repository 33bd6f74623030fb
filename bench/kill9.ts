/**
 * `kill -9` under load, again and again. After each restart, before any station comes back to resend, everything that was
 * answered has to be there; at the end, everything exactly once.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { CsmsProcess } from './csms-process.ts'
import { JournalStation, type JournalTransaction } from './journal-station.ts'
import { Random } from './random.ts'
import { type DatabaseKind, scratchDatabase } from './scratch-database.ts'

export interface KillOptions {
  database: DatabaseKind
  rounds: number
  seed: number
  stations?: number
}

export interface KillReport {
  database: DatabaseKind
  rounds: number
  seed: number
  answered: number
  transactions: number
  losses: string[]
}

interface ApiTransaction {
  id: number
  wireId: string
  state: string
  startedAt: string
  stoppedAt: string | null
  stopReason: string | null
  meterStartWh: number | null
  meterStopWh: number | null
  energyWh: number
}

const idToken = 'JOURNAL'

export async function killAgainAndAgain(options: KillOptions, say: (line: string) => void): Promise<KillReport> {
  const { rounds, seed } = options
  const random = new Random(seed)
  const stations = Array.from(
    { length: options.stations ?? 40 },
    (_, index) =>
      new JournalStation(
        `KILL${index}`,
        index % 2 === 0 ? 'ocpp1.6' : 'ocpp2.0.1',
        idToken,
        new Random(random.integer(0, 2 ** 31)),
      ),
  )
  const database = await scratchDatabase(options.database)
  const losses: string[] = []
  let csms = await start()
  try {
    await csms.api(`/id-tokens/${idToken}`, { method: 'PUT', body: { status: 'accepted', allowConcurrent: true } })
    for (let round = 1; round <= rounds; round += 1) {
      const from = new Date(Date.now() - 1_000).toISOString()
      const working = stations.map((station) => station.work(csms.ocppUrl))
      const ended = Promise.all(working)
      await Promise.race([underLoad(stations), ended])
      await Promise.race([sleep(random.integer(0, 1_500)), ended])
      if (!csms.alive) losses.push(`round ${round}: the CSMS ended by itself:\n${csms.log.slice(-2_000)}`)
      await csms.kill()
      await ended
      const answered = stations.reduce((sum, { answers }) => sum + answers.size, 0)
      csms = await start(csms.port)
      const found = await verify(csms, stations, from)
      losses.push(...found.map((loss) => `round ${round}: ${loss}`))
      say(`round ${round}: killed after ${answered} answered messages, ${found.length} lost`)
    }
    losses.push(...(await finish(csms, stations)))
    losses.push(...stations.flatMap(({ refusals }) => refusals))
  } finally {
    await csms.kill()
    await database.drop()
  }
  const sum = (count: (station: JournalStation) => number) =>
    stations.reduce((total, station) => total + count(station), 0)
  return {
    database: options.database,
    rounds,
    seed,
    answered: sum(({ answered }) => answered),
    transactions: sum(({ transactions }) => transactions.length),
    losses,
  }

  function start(port?: number): Promise<CsmsProcess> {
    return CsmsProcess.start({
      database,
      ...(port === undefined ? {} : { port }),
      env: { BUSBAR_MESSAGE_RATE: '100000' },
    })
  }
}

/** Every station is at work: an empty server would be killed without harm. */
async function underLoad(stations: readonly JournalStation[]): Promise<void> {
  const deadline = performance.now() + 30_000
  while (stations.some(({ answers }) => answers.size < 5)) {
    if (performance.now() > deadline) throw new Error('the stations did not get to work within 30 s')
    await sleep(10)
  }
}

/** Every answered message's effect is there. What went unanswered may be there too. */
async function verify(csms: CsmsProcess, stations: readonly JournalStation[], from: string): Promise<string[]> {
  const losses: string[] = []
  for (const station of stations) {
    const logged = await csms.all<{ messageId: string | null; responseText: string | null }>(
      `/stations/${station.id}/messages?direction=in&from=${encodeURIComponent(from)}`,
    )
    // A 1.6 station may resend under the same message id: then there are two rows, and it has seen one of their answers.
    const responses = Map.groupBy(logged, ({ messageId }) => messageId)
    for (const [messageId, answer] of station.answers) {
      const rows = responses.get(messageId) ?? []
      if (rows.length === 0) losses.push(`${station.id}: message ${messageId} is not in the log`)
      else if (!rows.some(({ responseText }) => responseText === answer)) {
        losses.push(`${station.id}: ${messageId} was answered ${answer}, the log says ${rows[0]?.responseText}`)
      }
    }
    station.answers.clear()

    const touched = station.transactions.filter((transaction) => transaction.touched)
    const known = await transactionsOf(csms, station)
    for (const transaction of touched) {
      losses.push(...(await verifyTransaction(csms, station, transaction, known)))
      transaction.touched = false
    }
    losses.push(...(await verifyStatus(csms, station)))
  }
  return losses
}

async function transactionsOf(csms: CsmsProcess, station: JournalStation): Promise<Map<string, ApiTransaction[]>> {
  const all = await csms.all<ApiTransaction>(`/transactions?station=${station.id}`)
  return Map.groupBy(all, (one) => (station.version === 'ocpp1.6' ? String(one.id) : one.wireId))
}

async function verifyTransaction(
  csms: CsmsProcess,
  station: JournalStation,
  journal: JournalTransaction,
  known: ReadonlyMap<string, readonly ApiTransaction[]>,
): Promise<string[]> {
  const name = `${station.id}, transaction ${journal.id}`
  const [found, ...more] = journal.id === null ? [] : (known.get(journal.id) ?? [])
  if (!found) return journal.startAnswered ? [`${name} is not there`] : []
  const losses: string[] = []
  const expect = (what: string, actual: unknown, expected: unknown) => {
    if (actual !== expected) losses.push(`${name}: ${what} is ${actual}, should be ${expected}`)
  }
  expect('number of transactions with this id', 1 + more.length, 1)
  if (journal.startAnswered) {
    expect('startedAt', found.startedAt, journal.startedAt)
    expect('meterStartWh', found.meterStartWh, journal.meterStartWh)
  }
  if (journal.end?.answered) {
    expect('state', found.state, 'closed')
    expect('stoppedAt', found.stoppedAt, journal.end.at)
    expect('stopReason', found.stopReason, journal.end.reason)
    expect('meterStopWh', found.meterStopWh, journal.end.meterStopWh)
    expect('energyWh', found.energyWh, journal.end.meterStopWh - journal.meterStartWh)
  }
  const { items } = await csms.api<{ items: { at: string; energyWh: number | null }[] }>(
    `/transactions/${found.id}/meter-values?limit=1000`,
  )
  for (const value of journal.meterValues.filter(({ answered }) => answered)) {
    const matching = items.filter(({ at }) => at === value.at)
    expect(`number of meter values at ${value.at}`, matching.length, 1)
    if (matching[0]) expect(`energyWh at ${value.at}`, matching[0].energyWh, value.energyWh)
  }
  return losses
}

/** The last status answered, or one sent after it whose answer was lost. */
async function verifyStatus(csms: CsmsProcess, station: JournalStation): Promise<string[]> {
  const last = station.statuses.findLastIndex(({ answered }) => answered)
  if (last < 0) return []
  const { evses } = await csms.api<{
    evses: { evseId: number; connectors: { connectorId: number; statusAt: string | null }[] }[]
  }>(`/stations/${station.id}`)
  const connector = evses.find(({ evseId }) => evseId === 1)?.connectors.find(({ connectorId }) => connectorId === 1)
  const possible = station.statuses.slice(last).map(({ at }) => at)
  if (connector?.statusAt && possible.includes(connector.statusAt)) return []
  return [`${station.id}: the status is of ${connector?.statusAt}, should be of ${possible.join(' or ')}`]
}

/** Lets every station come back, resend and end its transaction; then there is everything, and nothing twice. */
async function finish(csms: CsmsProcess, stations: readonly JournalStation[]): Promise<string[]> {
  const from = new Date(Date.now() - 1_000).toISOString()
  const working = stations.map((station) => station.work(csms.ocppUrl))
  for (const station of stations) station.finish()
  await Promise.all(working)
  for (const transaction of stations.flatMap(({ transactions }) => transactions)) transaction.touched = true
  const losses = await verify(csms, stations, from)
  for (const station of stations) {
    const { total } = await csms.api<{ total: number }>(`/transactions?station=${station.id}&limit=1`)
    if (total !== station.transactions.length) {
      losses.push(`${station.id}: ${station.transactions.length} transactions were begun, the CSMS has ${total}`)
    }
  }
  return losses.map((loss) => `at the end: ${loss}`)
}

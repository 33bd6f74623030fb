/** Operations among silent stations, former tries, other organisations and nodes that died in the middle. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let home: House
beforeAll(async () => {
  home = await house()
})
afterAll(() => home.close())

const version = 'ocpp2.0.1'
const says = (status: string) => ({ GetLog: () => ({ status }), Reset: () => ({ status }) })
const getLog = (id: string, requestId: number) =>
  home.api('POST', `/stations/${id}/commands/get-log`, {
    logType: 'DiagnosticsLog',
    requestId,
    log: { remoteLocation: 'https://example.org/log' },
  })
const reset = (id: string) => home.api('POST', `/stations/${id}/commands/reset`, { type: 'Immediate' })
const operationsOf = async (id: string) => (await home.api('GET', `/stations/${id}/operations`)).body.items
const steer = (id: number, what: 'cancel' | 'retry', body?: object) =>
  home.api('POST', `/operations/${id}/${what}`, body)
const countOf = ({ asked }: RawStation, wanted: string) => asked.filter(({ action }) => action === wanted).length
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const never = () => new Promise(() => {})

/** The only operation of a station that refused it and went away. */
async function refusedBy(id: string, what: (id: string) => Promise<unknown> = (of) => getLog(of, 1)): Promise<number> {
  await home.addStation(id)
  const station = await home.station(id, { version, answers: says('Rejected') })
  await what(id)
  await station.close()
  return (await operationsOf(id))[0].id
}

const change = (id: number, row: object) =>
  home.csms.ctx.db.updateTable('operation').set(row).where('id', '=', id).execute()
const inMs = (ms: number) => new Date(Date.now() + ms)

test('a station that does not answer holds up nobody else, however much is queued for it', async () => {
  const id = await refusedBy('SILENT')
  const other = await refusedBy('PROMPT')
  const silent = await home.station('SILENT', { version, answers: { GetLog: never } })
  const prompt = await home.station('PROMPT', { version, answers: says('Accepted') })
  const { db } = home.csms.ctx
  const row = await db.selectFrom('operation').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const queued = { state: 'queued' as const, next_try_at: inMs(-60_000), try_until: inMs(600_000), status: 'Requested' }
  const many = Array.from({ length: 120 }, (_, i) => ({
    ...{ ...row, ...queued },
    id: 1_500_000_000 + i,
    detail: JSON.stringify(row.detail),
    response: null,
  }))
  await db.insertInto('operation').values(many).execute()
  await until(() => countOf(silent, 'GetLog') === 1)
  await steer(other, 'retry')
  await until(() => countOf(prompt, 'GetLog') === 1)
  // The other's answer may be on its way into the database still.
  const sending = db.selectFrom('operation').select('id').where('state', '=', 'sending')
  const { length } = await sending.where('station_id', '=', 'SILENT').execute()
  expect(length, 'one after the other').toBe(1)
  await db.deleteFrom('operation').where('station_id', '=', 'SILENT').execute()
})

test('what another organisation asked of a station with this id is not sent to it', async () => {
  const id = await refusedBy('MOVED')
  const station = await home.station('MOVED', { version, answers: says('Accepted') })
  await change(id, { organisation_id: 'other', state: 'queued', next_try_at: inMs(0), try_until: inMs(600_000) })
  await sleep(4_500)
  expect(countOf(station, 'GetLog')).toBe(0)
  expect((await steer(id, 'cancel')).status).toBe(404)
})

test('a boot ends no reset that was never sent', async () => {
  await refusedBy('ASLEEP', reset)
  const id = (await operationsOf('ASLEEP'))[0].id
  await steer(id, 'retry')
  const station = await home.station('ASLEEP', { version, answers: says('Accepted') })
  await until(() => countOf(station, 'Reset') === 1)
  await until(async () => (await operationsOf('ASLEEP'))[0].state === 'waiting')
})

test('a boot ends every reset the station was given', async () => {
  await home.addStation('BOTH')
  let answer = 'Accepted'
  const station = await home.station('BOTH', { version, answers: { Reset: () => ({ status: answer }) } })
  for (answer of ['Accepted', 'Accepted', 'Rejected']) await reset('BOTH')
  await station.close()
  await home.station('BOTH', { version })
  expect(await operationsOf('BOTH')).toMatchObject([
    { state: 'failed', status: 'Rejected' },
    { state: 'done', status: 'Booted' },
    { state: 'done', status: 'Booted' },
  ])
})

test('a late word about a former try does not end the next one', async () => {
  const id = await refusedBy('LATE')
  await steer(id, 'retry')
  await change(id, { next_try_at: inMs(3_600_000) })
  const station = await home.station('LATE', { version, answers: says('Accepted') })
  await station.call('LogStatusNotification', { status: 'UploadFailure', requestId: 1 })
  expect(await operationsOf('LATE')).toMatchObject([
    { state: 'queued', status: 'Requested', detail: { history: [{ status: 'UploadFailure' }] } },
  ])
})

test('of two with the same request id, the station tells of the one it was given last', async () => {
  const first = await refusedBy('SAME')
  const station = await home.station('SAME', { version, answers: says('Accepted') })
  await getLog('SAME', 1)
  await station.call('LogStatusNotification', { status: 'UploadFailure', requestId: 1 })
  await steer(first, 'retry')
  await until(() => countOf(station, 'GetLog') === 2)
  await station.call('LogStatusNotification', { status: 'Uploaded', requestId: 1 })
  const states = (await operationsOf('SAME')).map((each: { id: number; state: string }) => [
    each.id === first,
    each.state,
  ])
  expect(states).toEqual([
    [true, 'done'],
    [false, 'failed'],
  ])
})

test('the answer to a try that was given up is not taken for that of the next one', async () => {
  const id = await refusedBy('SLOW')
  const answers = [sleep(5_000).then(() => ({ status: 'Rejected' })), { status: 'Accepted' }]
  const station = await home.station('SLOW', { version, answers: { GetLog: () => answers.shift() } })
  await steer(id, 'retry')
  await until(() => countOf(station, 'GetLog') === 1)
  await steer(id, 'cancel')
  await steer(id, 'retry')
  await until(() => countOf(station, 'GetLog') === 2)
  await until(async () => (await operationsOf('SLOW'))[0].state === 'waiting')
  expect(await operationsOf('SLOW')).toMatchObject([{ status: 'Accepted' }])
}, 30_000)

test('what a node that died may have sent is not told as never sent', async () => {
  const id = await refusedBy('ORPHAN')
  const lease = { lease_holder: 'a node that died', lease_until: inMs(-1_000), try_until: inMs(4_000) }
  await change(id, { state: 'sending', due_at: inMs(600_000), status: 'Requested', ...lease })
  await until(async () => (await operationsOf('ORPHAN'))[0].state === 'failed')
  expect(await operationsOf('ORPHAN')).toMatchObject([{ status: 'Unanswered' }])
})

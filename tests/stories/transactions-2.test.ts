/** Transactions of 2.0.1 and 2.1, over real sockets: in any order, repeated, with holes, offline, refused. */
import type { Version } from '@busbar/ocpp/versions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, house, type RawStation, until } from '../house.ts'

let it: House
let last = 0

beforeAll(async () => {
  it = await house()
  await it.addIdToken('BLOCKED', { status: 'blocked' })
  await it.addIdToken('OLD', { expiresAt: '2020-01-01T00:00:00Z' })
  await it.addIdToken('MEMBER', { groupToken: 'FAMILY', language: 'en' })
  await it.addIdToken('SISTER', { groupToken: 'FAMILY' })
  await it.addIdToken('1234', { type: 'KeyCode' })
})
afterAll(() => it.close())

/** Two hours ago: what stations tell late is believed, what is years away is not. */
const begun = Math.floor(Date.now() / 1000) * 1000 - 7_200_000
const minute = (n: number) => new Date(begun + n * 60_000).toISOString()

interface Event {
  readonly seqNo: number
  readonly at?: number
  readonly trigger?: string
  readonly id?: string
  readonly type?: string
  readonly evse?: { id: number; connectorId?: number } | null
  readonly wh?: number
  readonly context?: string
  readonly info?: object
  readonly more?: object
}

/** One transaction of one station, event by event. */
class Charge {
  readonly station: RawStation
  readonly wireId: string
  constructor(station: RawStation, wireId: string) {
    this.station = station
    this.wireId = wireId
  }

  request(eventType: 'Started' | 'Updated' | 'Ended', event: Event): object {
    const {
      seqNo,
      at = seqNo,
      trigger = 'MeterValuePeriodic',
      id,
      type = 'ISO14443',
      evse,
      wh,
      context,
      info,
      more,
    } = event
    const sampledValue = [{ value: wh, ...(context && { context }) }]
    return {
      eventType,
      timestamp: minute(at),
      triggerReason: trigger,
      seqNo,
      transactionInfo: { transactionId: this.wireId, ...info },
      ...(evse && { evse }),
      ...(id !== undefined && { idToken: { idToken: id, type } }),
      ...(wh !== undefined && { meterValue: [{ timestamp: minute(at), sampledValue }] }),
      ...more,
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  started(event: Partial<Event> = {}): Promise<any> {
    return this.#send('Started', { seqNo: 0, trigger: 'CablePluggedIn', evse: { id: 1, connectorId: 1 }, ...event })
  }
  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  updated(event: Event): Promise<any> {
    return this.#send('Updated', event)
  }
  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  ended(event: Event): Promise<any> {
    return this.#send('Ended', { trigger: 'EVCommunicationLost', ...event })
  }
  #send(eventType: 'Started' | 'Updated' | 'Ended', event: Event) {
    return this.station.call('TransactionEvent', this.request(eventType, event))
  }

  // biome-ignore lint/suspicious/noExplicitAny: stories read members of many shapes
  async stored(): Promise<any> {
    const all = await it.transactions(`station=${this.station.id}`)
    return all.find((transaction) => transaction.wireId === this.wireId)
  }
  async events(): Promise<string[]> {
    const { body } = await it.api('GET', `/transactions/${(await this.stored()).id}/events`)
    return body.items.map(({ type, seqNo }: { type: string; seqNo: number }) => `${type} ${seqNo}`)
  }
}

async function newToken(): Promise<string> {
  const token = `T${++last}`
  await it.addIdToken(token)
  return token
}

describe.each<Version>(['ocpp2.0.1', 'ocpp2.1'])('%s', (version) => {
  async function newStation(): Promise<RawStation> {
    const id = `${version}-${++last}`
    await it.addStation(id)
    return it.station(id, { version })
  }
  /** The id is not unique: it is the station's own. */
  const newCharge = async () => new Charge(await newStation(), 'tx-1')

  test.each([
    [
      'MEMBER',
      'ISO14443',
      { status: 'Accepted', groupIdToken: { idToken: 'FAMILY', type: 'Central' }, language1: 'en' },
    ],
    [
      'member',
      'ISO15693',
      { status: 'Accepted', groupIdToken: { idToken: 'FAMILY', type: 'Central' }, language1: 'en' },
    ],
    ['NOBODY', 'ISO14443', { status: 'Unknown' }],
    ['BLOCKED', 'ISO14443', { status: 'Blocked' }],
    ['OLD', 'ISO14443', { status: 'Expired', cacheExpiryDateTime: '2020-01-01T00:00:00.000Z' }],
    ['1234', 'KeyCode', { status: 'Accepted' }],
    ['4321', 'KeyCode', { status: 'Invalid' }],
    // What is typed in is looked up among the key codes only, so that nobody learns of a card by its number.
    ['SISTER', 'KeyCode', { status: 'Invalid' }],
    ['', 'NoAuthorization', { status: 'Accepted' }],
    ['ticket-17', 'Local', { status: 'Accepted' }],
  ])('Authorize of %j as %s (C01 to C06)', async (idToken, type, idTokenInfo) => {
    const station = await newStation()
    expect(await station.call('Authorize', { idToken: { idToken, type } })).toEqual({ idTokenInfo })
  })

  test('a contract certificate nobody here can verify is not taken on trust (C07.FR.17)', async () => {
    const station = await newStation()
    const request = { idToken: { idToken: 'MEMBER', type: 'eMAID' }, certificate: 'PEM' }
    expect(await station.call('Authorize', request)).toEqual({
      idTokenInfo: { status: 'Invalid' },
      certificateStatus: 'CertChainError',
    })
  })

  test('cable first, then the token, then the end', async () => {
    const [charge, id] = [await newCharge(), await newToken()]
    const info = { chargingState: 'EVConnected' }
    expect(await charge.started({ wh: 1200.5, context: 'Transaction.Begin', info })).toEqual({})
    expect(await charge.updated({ seqNo: 1, id, trigger: 'Authorized' })).toEqual({
      idTokenInfo: { status: 'Accepted' },
    })
    expect(await charge.updated({ seqNo: 2, wh: 2000, info: { chargingState: 'Charging' } })).toEqual({})
    expect(await charge.stored()).toMatchObject({
      state: 'open',
      chargingState: 'Charging',
      energyWh: 799.5,
      idTag: id,
    })
    const end = { seqNo: 3, id, trigger: 'StopAuthorized', wh: 5000.25, context: 'Transaction.End' }
    expect(await charge.ended(end)).toEqual({ idTokenInfo: { status: 'Accepted' } })
    expect(await charge.stored()).toMatchObject({
      state: 'closed',
      evse: 1,
      connector: 1,
      idTag: id,
      stopIdTag: id,
      stopReason: 'Local',
      energyWh: 3799.75,
      startedAt: minute(0),
      stoppedAt: minute(3),
      flags: [],
    })
    expect(await charge.events()).toEqual(['Started 0', 'Updated 1', 'Updated 2', 'Ended 3'])
  })

  test('two stations use the same transaction id', async () => {
    const [a, b] = [await newCharge(), await newCharge()]
    await a.started({ wh: 100, context: 'Transaction.Begin' })
    await b.started({ wh: 9000, context: 'Transaction.Begin' })
    await a.updated({ seqNo: 1, wh: 150 })
    await b.updated({ seqNo: 1, wh: 9700 })
    expect((await a.stored()).energyWh).toBe(50)
    expect((await b.stored()).energyWh).toBe(700)
  })

  test('every event sent twice counts once and is answered the same', async () => {
    const [charge, id] = [await newCharge(), await newToken()]
    const twice = async (send: () => Promise<unknown>) => expect(await send()).toEqual(await send())
    await twice(() => charge.started({ id, wh: 100, context: 'Transaction.Begin' }))
    await twice(() => charge.updated({ seqNo: 1, wh: 300 }))
    await twice(() => charge.updated({ seqNo: 2, id, trigger: 'Authorized' }))
    await twice(() => charge.ended({ seqNo: 3, wh: 400, context: 'Transaction.End' }))
    expect(await charge.events()).toEqual(['Started 0', 'Updated 1', 'Updated 2', 'Ended 3'])
    expect(await charge.stored()).toMatchObject({ energyWh: 300, flags: [] })
    const { body } = await it.api('GET', `/transactions/${(await charge.stored()).id}/meter-values`)
    expect(body.items).toHaveLength(3)
  })

  test('a station that does not count its events is heard all the same', async () => {
    const charge = await newCharge()
    await charge.started({ wh: 100, context: 'Transaction.Begin' })
    await charge.updated({ seqNo: 0, at: 1, wh: 200 })
    await charge.updated({ seqNo: 0, at: 2, wh: 300 })
    await charge.ended({ seqNo: 0, at: 3, wh: 400, context: 'Transaction.End' })
    expect(await charge.stored()).toMatchObject({ energyWh: 300, state: 'closed' })
    expect(await charge.events()).toHaveLength(4)
  })

  test('the end first, then the beginning: one transaction, and nothing missing in the end', async () => {
    const [charge, id] = [await newCharge(), await newToken()]
    await charge.ended({ seqNo: 2, wh: 900, context: 'Transaction.End', info: { stoppedReason: 'EVDisconnected' } })
    expect(await charge.stored()).toMatchObject({ state: 'closed', flags: ['no-start'] })
    expect(await charge.started({ id, wh: 100, context: 'Transaction.Begin', more: { offline: true } })).toEqual({
      idTokenInfo: { status: 'Accepted' },
    })
    expect((await charge.stored()).flags.toSorted()).toEqual(['offline', 'out-of-order', 'seq-no-gap'])
    await charge.updated({ seqNo: 1, wh: 500 })
    const stored = await charge.stored()
    expect(stored).toMatchObject({ state: 'closed', energyWh: 800, idTag: id, stopReason: 'EVDisconnected' })
    expect(stored.flags.toSorted()).toEqual(['offline', 'out-of-order'])
    expect(await it.transactions(`station=${charge.station.id}`)).toHaveLength(1)
  })

  test('a hole in the sequence is seen until it is filled', async () => {
    const charge = await newCharge()
    await charge.started({ seqNo: 7 })
    await charge.updated({ seqNo: 9 })
    expect((await charge.stored()).flags).toEqual(['seq-no-gap'])
    await charge.updated({ seqNo: 8 })
    expect((await charge.stored()).flags).toEqual(['out-of-order'])
  })

  test('the EVSE may be told later, and not again (E01.FR.16)', async () => {
    const charge = await newCharge()
    await charge.started({ evse: null, trigger: 'Authorized' })
    expect(await charge.stored()).toMatchObject({ evse: null })
    await charge.updated({ seqNo: 1, evse: { id: 2, connectorId: 1 }, wh: 100, context: 'Transaction.Begin' })
    await charge.updated({ seqNo: 2, wh: 400 })
    expect(await charge.stored()).toMatchObject({ evse: 2, connector: 1, energyWh: 300 })
  })

  test('a new transaction on the EVSE supersedes the old one before the token is judged', async () => {
    const [old, id] = [await newCharge(), await newToken()]
    const young = new Charge(old.station, 'tx-2')
    await old.started({ id, wh: 100, context: 'Transaction.Begin' })
    await old.updated({ seqNo: 1, wh: 250 })
    expect(await young.started({ id, at: 20 })).toEqual({ idTokenInfo: { status: 'Accepted' } })
    expect(await old.stored()).toMatchObject({
      state: 'closed',
      closedBy: 'rule',
      energyWh: 150,
      flags: ['superseded'],
      // Its last sign: when the next driver came, says when that one came.
      stoppedAt: minute(1),
    })
  })

  test('an offline beginning heard late does not supersede what began after it', async () => {
    const young = await newCharge()
    const late = new Charge(young.station, 'tx-0')
    await young.started({ at: 30 })
    await late.started({ at: 5, more: { offline: true } })
    await late.ended({ seqNo: 1, at: 10, more: { offline: true } })
    expect(await young.stored()).toMatchObject({ state: 'open' })
    expect(await late.stored()).toMatchObject({ state: 'closed', flags: ['offline'] })
  })

  test('a token in use elsewhere, refused, unknown: recorded and told (E05)', async () => {
    const [one, two, id] = [await newCharge(), await newCharge(), await newToken()]
    await one.started({ id })
    expect(await two.started({ id })).toEqual({ idTokenInfo: { status: 'ConcurrentTx' } })
    expect(await two.stored()).toMatchObject({ state: 'open', flags: ['authorization-refused'] })
    expect(await (await newCharge()).started({ id: 'BLOCKED' })).toEqual({ idTokenInfo: { status: 'Blocked' } })
    expect(await (await newCharge()).started({ id: 'NOBODY' })).toEqual({ idTokenInfo: { status: 'Unknown' } })
  })

  test('an end whose start never came says nothing of what runs on the EVSE now', async () => {
    const young = await newCharge()
    await young.started({ at: 5 })
    const unheard = new Charge(young.station, 'tx-0')
    await unheard.ended({ seqNo: 9, at: 20, evse: { id: 1, connectorId: 1 } })
    expect(await unheard.stored()).toMatchObject({ state: 'closed', evse: 1 })
    expect(await young.stored()).toMatchObject({ state: 'open', flags: [] })
  })

  test('a master pass stops and never starts, where the station is set to it (C16.FR.03)', async () => {
    const [charge, elsewhere] = [await newCharge(), await newCharge()]
    const [master, other, driver] = [await newToken(), await newToken(), await newToken()]
    const group = `MASTERS-${last}`
    await it.addIdToken(master, { groupToken: group })
    await it.addIdToken(other, { groupToken: `${group}-NOT` })
    await charge.station.call('NotifyReport', {
      requestId: 1,
      seqNo: 0,
      generatedAt: minute(0),
      reportData: [
        {
          component: { name: 'AuthCtrlr' },
          variable: { name: 'MasterPassGroupId' },
          variableAttribute: [{ type: 'Actual', value: group.toLowerCase() }],
        },
      ],
    })
    const statusOf = async (start: Promise<{ idTokenInfo: { status: string } }>) => (await start).idTokenInfo.status
    expect(await statusOf(charge.started({ id: master }))).toBe('Invalid')
    await charge.ended({ seqNo: 1 })
    expect(await statusOf(new Charge(charge.station, 'tx-2').started({ id: other, at: 2 }))).toBe('Accepted')
    await new Charge(charge.station, 'tx-2').ended({ seqNo: 1, at: 3 })
    // Whoever presents it may be about to stop what runs.
    const presented = { idToken: { idToken: master, type: 'ISO14443' } }
    expect((await charge.station.call('Authorize', presented)).idTokenInfo.status).toBe('Accepted')
    const running = new Charge(charge.station, 'tx-3')
    await running.started({ id: driver, at: 4 })
    expect(await statusOf(running.ended({ seqNo: 1, at: 5, id: master }))).toBe('Accepted')
    // Where no such group is set, it is a token like any other.
    expect(await statusOf(elsewhere.started({ id: master }))).toBe('Accepted')
  })

  test('a key code charges, and the message log does not show it (C04)', async () => {
    const id = `${version}-${++last}`
    await it.addStation(id)
    const charge = new Charge(await it.station(id, { version, session: { validateOutgoing: false } }), 'tx-1')
    const code = `90210${last}`
    await it.addIdToken(code, { type: 'KeyCode' })
    const accepted = { idTokenInfo: { status: 'Accepted' } }
    expect(await charge.station.call('Authorize', { idToken: { idToken: code, type: 'KeyCode' } })).toEqual(accepted)
    expect(await charge.started({ id: code, type: 'KeyCode' })).toEqual(accepted)
    await it.api('POST', `/stations/${id}/commands/request-start-transaction`, {
      remoteStartId: 1,
      idToken: { idToken: code, type: 'KeyCode' },
    })
    await charge.station.tryCall('Authorize', { idToken: { idToken: code, type: 'KeyCode' }, more: 'than the schema' })
    // A refusal leaves at once, and is noted meanwhile.
    const items = await until(async () => {
      const { body } = await it.api('GET', `/stations/${id}/messages`)
      return body.items.some(({ outcome }: { outcome: string }) => outcome === 'refused') && body.items
    })
    const shown = JSON.stringify(items.map((message: { requestText: string }) => message.requestText))
    expect(shown.split('***')).toHaveLength(1 + 4)
    expect(shown).not.toContain(code)
  })

  test('a start button is nobody’s token, everywhere at once (C02.FR.02)', async () => {
    for (const charge of [await newCharge(), await newCharge()]) {
      const answer = await charge.started({ id: '', type: 'NoAuthorization' })
      expect(answer).toEqual({ idTokenInfo: { status: 'Accepted' } })
    }
  })

  test('a block during the transaction is told with the next event that names the token', async () => {
    const [charge, id] = [await newCharge(), await newToken()]
    await charge.started({ id })
    await it.addIdToken(id, { status: 'blocked' })
    expect(await charge.updated({ seqNo: 1, id })).toEqual({ idTokenInfo: { status: 'Blocked' } })
    expect(await charge.stored()).toMatchObject({ authorizationStatus: 'Blocked', flags: ['authorization-refused'] })
  })

  test('another driver’s token does not take over a transaction (C01.FR.24); one of the group may stop it', async () => {
    const [charge, other] = [await newCharge(), await newToken()]
    await charge.started({ id: 'MEMBER' })
    expect(await charge.updated({ seqNo: 1, id: other, trigger: 'Authorized' })).toMatchObject({
      idTokenInfo: { status: 'NotAtThisTime' },
    })
    expect(await charge.ended({ seqNo: 2, id: 'SISTER', trigger: 'StopAuthorized' })).toMatchObject({
      idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'FAMILY' } },
    })
    expect(await charge.stored()).toMatchObject({ idTag: 'MEMBER', stopIdTag: 'SISTER', groupToken: 'FAMILY' })
  })

  test('MeterValues are the EVSE’s and the main meter’s; a transaction that has none of its own takes the EVSE’s, in doubt (J01)', async () => {
    const charge = await newCharge()
    await charge.started({ wh: 100, context: 'Transaction.Begin' })
    for (const [evseId, value] of [
      [0, 9000],
      [1, 5000],
    ]) {
      const sampledValue = [{ value, context: 'Sample.Clock' }]
      await charge.station.call('MeterValues', { evseId, meterValue: [{ timestamp: minute(5), sampledValue }] })
    }
    expect(await charge.stored()).toMatchObject({
      energyWh: 4900,
      uncertain: [{ reason: 'not-its-own-readings', takenWh: 4900, otherWh: null }],
    })
    await charge.updated({ seqNo: 1, at: 6, wh: 150 })
    expect(await charge.stored()).toMatchObject({ energyWh: 50, uncertain: [] })
  })

  test('an id that comes up again after its end is another transaction', async () => {
    const charge = await newCharge()
    await charge.started()
    await charge.ended({ seqNo: 1 })
    await charge.started({ at: 30 })
    const [second, first, ...others] = await it.transactions(`station=${charge.station.id}`)
    expect(others).toEqual([])
    expect([first.state, second.state]).toEqual(['closed', 'open'])
  })

  test('a remote start and a reservation are linked', async () => {
    const charge = await newCharge()
    await charge.started({ info: { remoteStartId: 77 }, more: { reservationId: 5 } })
    expect(await charge.stored()).toMatchObject({ remoteStartId: 77, reservation: 5 })
  })

  test('one the station neither runs nor has more to tell of is closed by rule (E14)', async () => {
    const id = `${version}-${++last}`
    await it.addStation(id)
    let status: object = { ongoingIndicator: true, messagesInQueue: false }
    const station = await it.station(id, { version, answers: { GetTransactionStatus: () => status } })
    const charge = new Charge(station, 'tx-1')
    await charge.started()
    const ask = () => it.api('POST', `/stations/${id}/commands/get-transaction-status`, { transactionId: 'tx-1' })
    expect((await ask()).body.response).toEqual(status)
    status = { ongoingIndicator: false, messagesInQueue: true }
    await ask()
    expect(await charge.stored()).toMatchObject({ state: 'open' })
    status = { ongoingIndicator: false, messagesInQueue: false }
    await ask()
    expect(await charge.stored()).toMatchObject({ state: 'closed', closedBy: 'rule', flags: ['abandoned'] })
    await charge.updated({ seqNo: 1 })
    expect(await charge.stored()).toMatchObject({ state: 'open' })
  })

  test('every trigger reason is taken', async () => {
    const charge = await newCharge()
    await charge.started()
    const reasons = [
      'ChargingRateChanged',
      'Deauthorized',
      'EnergyLimitReached',
      'MeterValueClock',
      'Trigger',
      'RemoteStop',
    ]
    const newReasons =
      version === 'ocpp2.1' ? ['TxResumed', 'CostLimitReached', 'TariffChanged', 'OperationModeChanged'] : []
    for (const [i, trigger] of [...reasons, ...newReasons].entries()) {
      expect(await charge.updated({ seqNo: i + 1, trigger })).toEqual({})
    }
    expect((await charge.stored()).flags).toEqual([])
  })
})

test('2.1: what is new goes with the event', async () => {
  await it.addStation('new-21')
  const charge = new Charge(await it.station('new-21', { version: 'ocpp2.1' }), 'tx-1')
  const info = { operationMode: 'ChargingOnly', tariffId: 'night', transactionLimit: { maxEnergy: 5000 } }
  await charge.started({ info, more: { evseSleep: false, preconditioningStatus: 'Ready' } })
  const { body } = await it.api('GET', `/transactions/${(await charge.stored()).id}/events`)
  expect(body.items[0].payload).toMatchObject({
    evseSleep: false,
    preconditioningStatus: 'Ready',
    transactionInfo: info,
  })
})

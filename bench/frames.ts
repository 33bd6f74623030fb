/** The messages the load generator sends: serialised once, then only message id, time and meter reading are written over. */

export const messageKinds = ['heartbeat', 'status-notification', 'meter-values', 'transaction-event'] as const
export type MessageKind = (typeof messageKinds)[number]

export const versionOf = (kind: MessageKind) => (kind === 'transaction-event' ? 'ocpp2.0.1' : 'ocpp1.6')

// Placeholders as wide as what replaces them.
const idMark = 'bench-0000000000'
const timeMark = '####-##-##T##:##:##.###Z'
const energyMark = 4_444_444_444
const firstReadingWh = 1_000_000_000

/** One station's message, ready to be sent again and again. */
export class Frame {
  private readonly buffer: Buffer
  private readonly idAt: number
  private readonly timesAt: readonly number[]
  private readonly energiesAt: readonly number[]

  constructor(action: string, payload: object) {
    this.buffer = Buffer.from(JSON.stringify([2, idMark, action, payload]))
    this.idAt = this.buffer.indexOf(idMark)
    this.timesAt = positions(this.buffer, timeMark)
    this.energiesAt = positions(this.buffer, String(energyMark))
  }

  /** The same buffer each time: it is copied while it is masked. */
  next(count: number, at: Date, energyWh: number): Buffer {
    writeDigits(this.buffer, this.idAt + idMark.length, count)
    if (this.timesAt.length > 0) {
      const time = at.toISOString()
      for (const position of this.timesAt) this.buffer.write(time, position, 'latin1')
    }
    for (const position of this.energiesAt) writeDigits(this.buffer, position + 10, firstReadingWh + energyWh)
    return this.buffer
  }

  /** Whether a message received carries the id last sent. Compact JSON of an answer begins like the CALL: `[n,"id"`. */
  isAnswer(message: Buffer): boolean {
    return (
      message.compare(this.buffer, this.idAt, this.idAt + idMark.length, this.idAt, this.idAt + idMark.length) === 0
    )
  }
}

function positions(buffer: Buffer, mark: string): number[] {
  const found: number[] = []
  for (let at = buffer.indexOf(mark); at >= 0; at = buffer.indexOf(mark, at + 1)) found.push(at)
  return found
}

/** Right-aligned, ending before `end`, over what is there. */
function writeDigits(buffer: Buffer, end: number, value: number): void {
  let rest = value
  for (let at = end - 1; rest > 0; at -= 1) {
    buffer[at] = 48 + (rest % 10)
    rest = Math.floor(rest / 10)
  }
}

export interface TransactionOfStation {
  /** What the CSMS answered to StartTransaction (1.6). */
  transactionId: number
  /** What the station chose (2.0.1). */
  wireId: string
}

/** One of these follows the other, so that each StatusNotification changes something. */
export function framesOf(kind: MessageKind, { transactionId, wireId }: TransactionOfStation): readonly Frame[] {
  switch (kind) {
    case 'heartbeat':
      return [new Frame('Heartbeat', {})]
    case 'status-notification':
      return ['Charging', 'SuspendedEV'].map(
        (status) =>
          new Frame('StatusNotification', { connectorId: 1, errorCode: 'NoError', status, timestamp: timeMark }),
      )
    case 'meter-values':
      return [
        new Frame('MeterValues', {
          connectorId: 1,
          transactionId,
          meterValue: [
            {
              timestamp: timeMark,
              sampledValue: [
                {
                  value: String(energyMark),
                  context: 'Sample.Periodic',
                  measurand: 'Energy.Active.Import.Register',
                  unit: 'Wh',
                },
                { value: '7360', context: 'Sample.Periodic', measurand: 'Power.Active.Import', unit: 'W' },
                { value: '31.9', context: 'Sample.Periodic', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
                { value: '230.4', context: 'Sample.Periodic', measurand: 'Voltage', phase: 'L1-N', unit: 'V' },
              ],
            },
          ],
        }),
      ]
    case 'transaction-event':
      return [
        new Frame('TransactionEvent', {
          eventType: 'Updated',
          timestamp: timeMark,
          triggerReason: 'MeterValuePeriodic',
          seqNo: energyMark, // grows by one with every message, as the register does
          transactionInfo: { transactionId: wireId, chargingState: 'Charging' },
          evse: { id: 1, connectorId: 1 },
          meterValue: [
            {
              timestamp: timeMark,
              sampledValue: [
                { value: energyMark, context: 'Sample.Periodic', measurand: 'Energy.Active.Import.Register' },
                { value: 7360, context: 'Sample.Periodic', measurand: 'Power.Active.Import' },
                { value: 31.9, context: 'Sample.Periodic', measurand: 'Current.Import', phase: 'L1' },
                { value: 230.4, context: 'Sample.Periodic', measurand: 'Voltage', phase: 'L1-N' },
              ],
            },
          ],
        }),
      ]
  }
}

/** What a station sends after it has connected, before anything is measured. */
export function bootFrames(
  kind: MessageKind,
  wireId: string,
  idToken: string,
  at: Date,
): readonly { action: string; payload: object }[] {
  const timestamp = at.toISOString()
  if (versionOf(kind) === 'ocpp1.6') {
    return [
      { action: 'BootNotification', payload: { chargePointVendor: 'Busbar', chargePointModel: 'Bench' } },
      {
        action: 'StatusNotification',
        payload: { connectorId: 1, errorCode: 'NoError', status: 'Preparing', timestamp },
      },
      {
        action: 'StartTransaction',
        payload: { connectorId: 1, idTag: idToken, meterStart: firstReadingWh, timestamp },
      },
    ]
  }
  return [
    {
      action: 'BootNotification',
      payload: { reason: 'PowerUp', chargingStation: { vendorName: 'Busbar', model: 'Bench' } },
    },
    { action: 'StatusNotification', payload: { timestamp, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 } },
    {
      action: 'TransactionEvent',
      payload: {
        eventType: 'Started',
        timestamp,
        triggerReason: 'Authorized',
        seqNo: firstReadingWh,
        transactionInfo: { transactionId: wireId, chargingState: 'Charging' },
        idToken: { idToken, type: 'ISO14443' },
        evse: { id: 1, connectorId: 1 },
        meterValue: [
          {
            timestamp,
            sampledValue: [
              { value: firstReadingWh, context: 'Transaction.Begin', measurand: 'Energy.Active.Import.Register' },
            ],
          },
        ],
      },
    },
  ]
}

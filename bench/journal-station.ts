/**
 * A charging station that keeps a journal of what it was answered, over any number of lost connections.
 * It resends what went unanswered, as OCPP demands of transaction messages (1.6 §3.7.1, 2.0.1 E13), and goes on where it was.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Random } from './random.ts'

export interface JournalMeterValue {
  at: string
  energyWh: number
  answered: boolean
}

export interface JournalTransaction {
  /** 1.6: what the CSMS answered, null until then. 2.x: the station's own. */
  id: string | null
  startedAt: string
  meterStartWh: number
  startAnswered: boolean
  meterValues: JournalMeterValue[]
  end: { at: string; meterStopWh: number; reason: string; answered: boolean } | null
  /** Something of it was answered since the last verification. */
  touched: boolean
}

export interface JournalStatus {
  status: string
  at: string
  answered: boolean
}

interface Call {
  messageId: string
  action: string
  payload: object
  settle(response: Record<string, unknown>): void
}

export type JournalVersion = 'ocpp1.6' | 'ocpp2.0.1'

export class JournalStation {
  readonly id: string
  readonly version: JournalVersion
  readonly transactions: JournalTransaction[] = []
  readonly statuses: JournalStatus[] = []
  /** Message ids that were answered, each with the frame that answered it; emptied by each verification. */
  readonly answers = new Map<string, string>()
  readonly refusals: string[] = []
  answered = 0

  private readonly random: Random
  private readonly idToken: string
  private socket: WebSocket | null = null
  private waiting: { call: Call; resolve(): void; reject(error: Error): void } | null = null
  /** Sent and not answered when the connection went away. */
  private unanswered: Call | null = null
  private booted = false
  private messages = 0
  private seqNo = 0
  private registerWh = 0
  private lastTimeMs = 0
  private stopping = false

  constructor(id: string, version: JournalVersion, idToken: string, random: Random) {
    this.id = id
    this.version = version
    this.idToken = idToken
    this.random = random
  }

  /** Works until the connection is lost or `finish` was called and its transaction has ended. */
  async work(url: string): Promise<void> {
    this.stopping = false
    try {
      await this.connect(url)
      if (this.unanswered) await this.resend(this.unanswered)
      if (!this.booted) await this.boot()
      while (!this.stopping || this.open) {
        await this.step()
        await sleep(this.random.integer(0, 4))
      }
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
    }
    this.socket?.terminate()
  }

  finish(): void {
    this.stopping = true
  }

  private get open(): JournalTransaction | undefined {
    const last = this.transactions.at(-1)
    return last && !last.end?.answered ? last : undefined
  }

  private connect(url: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${url}/${this.id}`, this.version, { perMessageDeflate: false })
      this.socket = socket
      socket.on('open', resolve)
      socket.on('error', () => reject(new ConnectionLost()))
      socket.on('close', () => this.lose())
      socket.on('message', (data: Buffer) => this.receive(data.toString()))
    })
  }

  private lose(): void {
    const waiting = this.waiting
    this.waiting = null
    if (!waiting) return
    this.unanswered = waiting.call
    waiting.reject(new ConnectionLost())
  }

  private receive(text: string): void {
    const [type, messageId, ...rest] = JSON.parse(text) as [number, string, ...unknown[]]
    if (type === 2) {
      this.socket?.send(JSON.stringify([4, messageId, 'NotSupported', '', {}]))
      return
    }
    const waiting = this.waiting
    if (!waiting || waiting.call.messageId !== messageId) return
    this.waiting = null
    this.answered += 1
    if (type === 3) {
      this.answers.set(messageId, text)
      waiting.call.settle(rest[0] as Record<string, unknown>)
    } else {
      // InternalError is how a CSMS asks to try again; it may not happen while its database is there.
      this.refusals.push(`${this.id}: ${waiting.call.action} was answered ${text}`)
    }
    waiting.resolve()
  }

  private send(call: Call): Promise<void> {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      this.unanswered = call
      return Promise.reject(new ConnectionLost())
    }
    return new Promise((resolve, reject) => {
      this.waiting = { call, resolve, reject }
      this.socket?.send(JSON.stringify([2, call.messageId, call.action, call.payload]))
    })
  }

  private call(action: string, payload: object, settle: Call['settle'] = () => undefined): Promise<void> {
    return this.send({ messageId: this.newMessageId(), action, payload, settle })
  }

  private async resend(call: Call): Promise<void> {
    this.unanswered = null
    // OCPP 2.0.1 part 4 §4.1.4: a retry has a message id of its own. 1.6 asks for that per connection only.
    const again = this.version === 'ocpp1.6' && this.random.chance(0.5)
    await this.send(again ? call : { ...call, messageId: this.newMessageId() })
  }

  private newMessageId(): string {
    this.messages += 1
    return `${this.id}-${this.messages}`
  }

  /** Now, but later than anything this station has said before. */
  private now(): string {
    this.lastTimeMs = Math.max(Date.now(), this.lastTimeMs + 1)
    return new Date(this.lastTimeMs).toISOString()
  }

  private async boot(): Promise<void> {
    const payload =
      this.version === 'ocpp1.6'
        ? { chargePointVendor: 'Busbar', chargePointModel: 'Journal' }
        : { reason: 'PowerUp', chargingStation: { vendorName: 'Busbar', model: 'Journal' } }
    await this.call('BootNotification', payload, () => {
      this.booted = true
    })
  }

  private async step(): Promise<void> {
    const transaction = this.open
    if (this.random.chance(0.2)) return this.notifyStatus()
    if (!transaction) return this.start()
    const enough = transaction.meterValues.length >= 5 || this.stopping
    return enough || this.random.chance(0.15) ? this.end(transaction) : this.meter(transaction)
  }

  private async notifyStatus(): Promise<void> {
    const v16 = this.version === 'ocpp1.6'
    const status = this.random.pick(
      v16 ? ['Charging', 'SuspendedEV', 'SuspendedEVSE'] : ['Occupied', 'Unavailable', 'Faulted'],
    )
    const entry: JournalStatus = { status, at: this.now(), answered: false }
    this.statuses.push(entry)
    const payload = v16
      ? { connectorId: 1, errorCode: 'NoError', status, timestamp: entry.at }
      : { timestamp: entry.at, connectorStatus: status, evseId: 1, connectorId: 1 }
    await this.call('StatusNotification', payload, () => {
      entry.answered = true
    })
  }

  private async start(): Promise<void> {
    const transaction: JournalTransaction = {
      id: null,
      startedAt: this.now(),
      meterStartWh: this.registerWh,
      startAnswered: false,
      meterValues: [],
      end: null,
      touched: false,
    }
    this.transactions.push(transaction)
    if (this.version === 'ocpp1.6') {
      const payload = {
        connectorId: 1,
        idTag: this.idToken,
        meterStart: this.registerWh,
        timestamp: transaction.startedAt,
      }
      return this.call('StartTransaction', payload, (response) => {
        transaction.id = String(response.transactionId)
        transaction.startAnswered = true
        transaction.touched = true
      })
    }
    transaction.id = `${this.id}-transaction-${this.transactions.length}`
    this.seqNo = 0
    return this.call(
      'TransactionEvent',
      this.event(transaction, 'Started', 'Authorized', transaction.startedAt),
      () => {
        transaction.startAnswered = true
        transaction.touched = true
      },
    )
  }

  private async meter(transaction: JournalTransaction): Promise<void> {
    this.registerWh += this.random.integer(1, 500)
    const value: JournalMeterValue = { at: this.now(), energyWh: this.registerWh, answered: false }
    transaction.meterValues.push(value)
    const settle = () => {
      value.answered = true
      transaction.touched = true
    }
    if (this.version === 'ocpp1.6') {
      const sampledValue = [{ value: String(value.energyWh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]
      const meterValue = [{ timestamp: value.at, sampledValue }]
      return this.call('MeterValues', { connectorId: 1, transactionId: Number(transaction.id), meterValue }, settle)
    }
    return this.call('TransactionEvent', this.event(transaction, 'Updated', 'MeterValuePeriodic', value.at), settle)
  }

  private async end(transaction: JournalTransaction): Promise<void> {
    this.registerWh += this.random.integer(0, 100)
    const end = {
      at: this.now(),
      meterStopWh: this.registerWh,
      reason: this.random.pick(['Local', 'EVDisconnected']),
      answered: false,
    }
    transaction.end = end
    const settle = () => {
      end.answered = true
      transaction.touched = true
    }
    if (this.version === 'ocpp1.6') {
      const payload = {
        transactionId: Number(transaction.id),
        meterStop: end.meterStopWh,
        timestamp: end.at,
        reason: end.reason,
      }
      return this.call('StopTransaction', payload, settle)
    }
    const event = this.event(transaction, 'Ended', 'StopAuthorized', end.at)
    return this.call(
      'TransactionEvent',
      { ...event, transactionInfo: { ...event.transactionInfo, stoppedReason: end.reason } },
      settle,
    )
  }

  private event(
    transaction: JournalTransaction,
    eventType: 'Started' | 'Updated' | 'Ended',
    triggerReason: string,
    timestamp: string,
  ) {
    const context = { Started: 'Transaction.Begin', Updated: 'Sample.Periodic', Ended: 'Transaction.End' }[eventType]
    const seqNo = this.seqNo
    this.seqNo += 1
    return {
      eventType,
      timestamp,
      triggerReason,
      seqNo,
      transactionInfo: { transactionId: transaction.id },
      evse: { id: 1, connectorId: 1 },
      ...(eventType === 'Started' ? { idToken: { idToken: this.idToken, type: 'ISO14443' } } : {}),
      meterValue: [
        { timestamp, sampledValue: [{ value: this.registerWh, context, measurand: 'Energy.Active.Import.Register' }] },
      ],
    }
  }
}

class ConnectionLost extends Error {}

import type { Supply } from '@busbar/smart-charging/composite-schedule'
import type { IdToken } from '../authorization/id-token.ts'
import type { ConnectorStatus } from '../availability/connector-status.ts'
import type { Fault } from '../availability/fault.ts'
import type { Timer } from '../clock.ts'
import type { Draw, Offer, VirtualEv } from '../ev/ev.ts'
import type { InstalledProfile } from '../smart-charging/profiles.ts'
import type { Transaction, TxPoint } from '../transactions/transaction.ts'

export interface ConnectorOptions {
  /** A 2.x connector type. `s…` is a socket, `c…` a fixed cable. */
  type?: string
}

export interface EvseOptions {
  supply?: Supply
  connectors?: ConnectorOptions[]
  /** Where its energy register stands at first. */
  registerWh?: number
}

export interface Connector {
  readonly id: number
  readonly type: string
  operative: boolean
  /** What the CSMS was last told, or would have been, had it been there. */
  status: ConnectorStatus
  reported: boolean
  statusTimer?: Timer
}

/** Who may charge here at the moment, and since when. */
export interface Authorization {
  idToken: IdToken
  groupIdToken?: string
  remoteStartId?: number
  remote: boolean
  reservationId?: number
  /** Came with the remote start, for the transaction to come. */
  profile?: InstalledProfile
}

/** One charging point: connectors of which one is in use, a meter, a relay, and what happens at it. */
export class Evse {
  readonly id: number
  readonly supply: Supply
  readonly connectors: readonly Connector[]
  /** As the CSMS set it. While a transaction runs it takes effect only afterwards. */
  operative = true
  fault: Fault | undefined
  /** A reset waits for the transaction to end: nothing new begins here. */
  resetPending = false
  ev: VirtualEv | undefined
  /** The connector the EV is plugged into. */
  connectorId = 1
  authorization: Authorization | undefined
  transaction: Transaction | undefined
  /** 1.6 Finishing: the transaction is over, the EV still here. */
  finished = false
  points: ReadonlySet<TxPoint> = new Set()
  offer: Offer | undefined
  draw: Draw
  #registerWh: number
  #settledAtMs: number
  connectTimer: Timer | undefined
  chargeTimer: Timer | undefined

  constructor(id: number, options: EvseOptions, nowMs: number) {
    this.id = id
    this.supply = options.supply ?? { current: 'AC', phases: 3, voltageV: 230, maxA: 32 }
    const usual = this.supply.current === 'DC' ? 'cCCS2' : 'sType2'
    this.connectors = (options.connectors ?? [{}]).map(({ type = usual }, i) => ({
      id: i + 1,
      type,
      operative: true,
      status: 'Available',
      reported: false,
    }))
    this.draw = { powerW: 0, currentA: 0, phases: 0, voltageV: 0 }
    this.#registerWh = options.registerWh ?? 0
    this.#settledAtMs = nowMs
  }

  /** The energy register as the display shows it: whole Wh, never falling. */
  get registerWh(): number {
    return Math.floor(this.#registerWh + 1e-6) // sums of floats fall short by less than that
  }

  get connector(): Connector {
    const connector = this.connectors[this.connectorId - 1]
    if (!connector) throw new RangeError(`EVSE ${this.id} has no connector ${this.connectorId}`)
    return connector
  }

  /** Of the connector in use. */
  get status(): ConnectorStatus {
    return this.connector.status
  }

  get maxW(): number {
    const { supply } = this
    return supply.current === 'DC' ? supply.maxW : supply.maxA * supply.phases * supply.voltageV
  }

  /** Lets what has flowed since the last time into battery and register. Call before anything about the power changes. */
  settle(nowMs: number): void {
    const durationS = (nowMs - this.#settledAtMs) / 1000
    this.#settledAtMs = nowMs
    if (durationS <= 0 || !this.ev) return
    this.#registerWh += this.ev.charge(this.offer, durationS)
  }

  /** From now on. */
  setOffer(offer: Offer | undefined): void {
    this.offer = offer
    this.draw = this.ev
      ? this.ev.drawOf(offer)
      : { powerW: 0, currentA: 0, phases: 0, voltageV: this.supply.current === 'AC' ? this.supply.voltageV : 0 }
  }

  /** What has flowed stays; nothing moves any more. */
  powerDown(nowMs: number): void {
    this.settle(nowMs)
    this.setOffer(undefined)
    this.chargeTimer?.cancel()
    this.connectTimer?.cancel()
    this.transaction?.sampleTimer?.cancel()
    this.transaction?.endSampleTimer?.cancel()
  }
}

/** Where a transaction runs. */
export function evseOf(
  { evses }: { readonly evses: readonly Evse[] },
  is: (transaction: Transaction) => boolean,
): Evse | undefined {
  return evses.find((evse) => evse.transaction && is(evse.transaction))
}

export function hasConnector(evse: Evse, type: string | undefined): boolean {
  return type === undefined || evse.connectors.some((connector) => connector.type === type)
}

/** A cable fixed to the station has no lock at its end. */
export function hasLock(connector: Connector): boolean {
  return !connector.type.startsWith('c')
}

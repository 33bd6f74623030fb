import type { IncomingCall } from '@busbar/ocpp/exchange'
import { OcppServer } from '@busbar/ocpp/server'
import type { Session } from '@busbar/ocpp/session'

interface Received {
  station: string
  action: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every version
  payload: any
}

type Answer = (payload: never, received: Received) => object | Promise<object>

/** A CSMS of a few lines: answers what a station needs to go on, keeps all it hears, and asks what the test wants. */
export class TestCsms {
  readonly received: Received[] = []
  readonly #sessions = new Map<string, Session>()
  readonly #answers = new Map<string, Answer>()
  readonly #server: OcppServer
  #port = 0
  #transactions = 0
  now: () => number = () => Date.now()

  constructor() {
    this.#server = new OcppServer({
      connect: ({ identity, open }) => {
        const session = open({
          handle: (call) => this.#handle(identity, call),
          onClose: () => {
            if (this.#sessions.get(identity) === session) this.#sessions.delete(identity)
          },
        })
        this.#sessions.set(identity, session)
      },
    })
  }

  static async listen(): Promise<TestCsms> {
    const csms = new TestCsms()
    csms.#port = (await csms.#server.listen(0, '127.0.0.1')).port
    return csms
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/ocpp`
  }

  async close(): Promise<void> {
    await this.#server.close(50)
  }

  answer(action: string, answer: Answer | object): void {
    this.#answers.set(action, typeof answer === 'function' ? (answer as Answer) : () => answer)
  }

  /** Payloads of one action, oldest first. */
  of(action: string): Received['payload'][] {
    return this.received.filter((one) => one.action === action).map(({ payload }) => payload)
  }

  last(action: string): Received['payload'] {
    return this.of(action).at(-1)
  }

  isConnected(id: string): boolean {
    return this.#sessions.has(id)
  }

  drop(id: string): void {
    this.#sessions.get(id)?.terminate()
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every version
  async call(id: string, action: string, payload: object): Promise<any> {
    const session = this.#sessions.get(id)
    if (!session) throw new Error(`${id} is not connected`)
    const outcome = await session.call(action, payload)
    if (outcome.outcome === 'answered') return outcome.response
    throw new Error(`${action}: ${outcome.outcome} ${'code' in outcome ? outcome.code : ''}`)
  }

  async until(condition: () => boolean, timeoutMs = 4000): Promise<void> {
    const endMs = Date.now() + timeoutMs
    while (!condition()) {
      if (Date.now() > endMs) {
        const heard = this.received.map(({ action }) => action).join(' ')
        throw new Error(`not so after ${timeoutMs} ms; heard: ${heard}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  #handle(station: string, call: IncomingCall): unknown {
    const received: Received = { station, action: call.action, payload: call.payload }
    this.received.push(received)
    const own = this.#answers.get(call.action)
    return own ? own(call.payload as never, received) : this.#usual(call)
  }

  #usual({ action, payload }: IncomingCall): object {
    const currentTime = new Date(this.now()).toISOString()
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', currentTime, interval: 300 }
      case 'Heartbeat':
        return { currentTime }
      case 'Authorize':
        return 'idTag' in (payload as object)
          ? { idTagInfo: { status: 'Accepted' } }
          : { idTokenInfo: { status: 'Accepted' } }
      case 'StartTransaction':
        this.#transactions++
        return { transactionId: this.#transactions, idTagInfo: { status: 'Accepted' } }
      case 'TransactionEvent':
        return 'idToken' in (payload as object) ? { idTokenInfo: { status: 'Accepted' } } : {}
      case 'DataTransfer':
        return { status: 'UnknownVendorId' }
      default:
        return {}
    }
  }
}

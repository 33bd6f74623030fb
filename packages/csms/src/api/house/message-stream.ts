/**
 * The message log of one station as it grows. The feed only says that something was logged; what it was is read from the log, so that
 * a live row is the very row a list would show, with its id, in the log's order.
 */
import type { Context } from '../../context.ts'
import { endOfLog, type LoggedStation, type MessagePlace, messagesAfter } from '../../stations/message-list.ts'
import type { Message } from '../stations/message-resource.ts'
import { toMessage } from '../stations/to-message.ts'

const gatherMs = 100
const pageSize = 200

export class MessageStream {
  readonly #ctx: Context
  readonly #station: LoggedStation
  readonly #send: (message: Message) => void
  #position: Promise<MessagePlace>
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  /** Tells what is logged from now on. */
  constructor(ctx: Context, station: LoggedStation, send: (message: Message) => void) {
    this.#ctx = ctx
    this.#station = station
    this.#send = send
    this.#position = endOfLog(ctx.db, station, ctx.now())
    this.#position.catch(() => {})
  }

  /** Something was logged. Many at once are read together. */
  wake(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#position = this.#position.then((after) => this.#read(after))
      this.#position.catch((error: unknown) => {
        this.#ctx.log.warn({ err: error, stationId: this.#station.stationId }, 'the message log could not be followed')
        this.#position = endOfLog(this.#ctx.db, this.#station, this.#ctx.now())
        this.#position.catch(() => {})
      })
    }, gatherMs)
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  async #read(after: MessagePlace): Promise<MessagePlace> {
    let last = after
    while (!this.#stopped) {
      const rows = await messagesAfter(this.#ctx.db, this.#station, last, pageSize)
      for (const row of rows) this.#send(toMessage(row))
      last = latestOf(rows, last)
      if (rows.length < pageSize) break
    }
    return last
  }
}

/** The last id, and the latest time: they need not be of the same row. */
function latestOf(rows: readonly MessagePlace[], last: MessagePlace): MessagePlace {
  const newest = rows.at(-1)
  return newest ? { id: newest.id, at: last.at > newest.at ? last.at : newest.at } : last
}

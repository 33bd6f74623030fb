/** PostgreSQL's COPY over the driver, in pieces that fit into memory: the bytes that one database gives are what the other takes. */
import type pg from 'pg'

/** Of the driver's connection, what a COPY needs; the driver's types leave it out. */
interface Connection {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** All that `copy (…) to stdout` gives. */
export async function copyOut(client: pg.ClientBase, text: string): Promise<readonly Buffer[]> {
  const chunks: Buffer[] = []
  // Copied, since the driver reads the next ones into the same memory.
  await copy(client, text, { handleCopyData: ({ chunk }) => void chunks.push(Buffer.from(chunk)) })
  return chunks
}

export function copyIn(client: pg.ClientBase, text: string, chunks: readonly Buffer[]): Promise<void> {
  return copy(client, text, {
    handleCopyInResponse(connection) {
      for (const chunk of chunks) connection.sendCopyFromChunk(chunk)
      connection.endCopyFrom()
    },
  })
}

interface DataHandlers {
  handleCopyData?(message: { chunk: Buffer }): void
  handleCopyInResponse?(connection: Connection): void
}

/** What `query` of the driver takes beside texts: an object that is told what the server says. */
function copy(client: pg.ClientBase, text: string, handlers: DataHandlers): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = {
      submit: (connection: Connection) => connection.query(text),
      handleError: reject,
      handleCommandComplete: () => {},
      handleReadyForQuery: () => resolve(),
      ...handlers,
    }
    client.query(query as never)
  })
}

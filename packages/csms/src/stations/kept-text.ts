/** How much of what a station sends is kept. The rest of it is told by its size and its hash, so that two of them can be told apart. */
import { beginningOf, sha256Of } from '../db/kept-json.ts'
import { frameWithoutSecrets, type IsKeyCode } from '../secrets/secrets.ts'

export interface KeptText {
  readonly text: string
  /** Of the whole; null where nothing is missing. */
  readonly bytes: number | null
  readonly sha256: string | null
}

/** Beyond it a frame is not looked through for secrets as a whole. */
const readAsAWhole = 1024 * 1024
/** A secret that begins in what is kept may end after it. */
const lookAhead = 4096

/** A frame without its secrets, at most so many characters of it. `of`: whoever knows its hash. */
export function keptFrame(
  frame: string,
  mostCharacters: number,
  isKeyCode?: IsKeyCode,
  of?: { readonly sha256: string },
): KeptText {
  if (frame.length <= mostCharacters) return { text: frameWithoutSecrets(frame, isKeyCode), bytes: null, sha256: null }
  const part = frame.length <= readAsAWhole ? frame : frame.slice(0, mostCharacters + lookAhead)
  const shown = frameWithoutSecrets(part, isKeyCode)
  const text = beginningOf(shown, mostCharacters)
  // A hash of all but a short secret tells the secret to who tries them all.
  const sha256 = shown === part ? (of?.sha256 ?? sha256Of(frame)) : sha256Of(shown)
  return { text, bytes: Buffer.byteLength(frame), sha256 }
}

/** Of thousands that break the same rule nobody reads more. */
const mostDeviations = 100

export const keptDeviations = (deviations: readonly object[]): string | null =>
  deviations.length > 0 ? JSON.stringify(deviations.slice(0, mostDeviations)) : null

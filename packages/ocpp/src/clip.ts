/** What a peer sent, short enough for a log line or an error description: a frame must not blow them up. */
export function clip(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}

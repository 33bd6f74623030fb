/** When the message log gives way. Pure. */
import type { Room } from './room.ts'

/** Beneath both it is paused; what a large disk has left is enough for days. */
const leastShare = 0.1
const leastBytes = 20e9
/** It goes on once there is so much more than that. */
const more = 1.2
/** After the database had no room for a row, and nobody can say how much there is now. */
const retryAfterMs = 10 * 60_000

export interface Known {
  /** null: nobody can say. */
  readonly room: Room | null
  readonly noRoomAt: Date | null
  readonly isPaused: boolean
  readonly now: Date
}

export function mustPause({ room, noRoomAt, isPaused, now }: Known): boolean {
  if (noRoomAt !== null && now.getTime() - noRoomAt.getTime() < retryAfterMs) return true
  if (room === null) return false
  const factor = isPaused ? more : 1
  return room.freeBytes < factor * Math.min(leastShare * room.totalBytes, leastBytes)
}

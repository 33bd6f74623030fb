const hourS = 3600

/** How many whole hours hold what is known, 1 to 24. Times in seconds. */
export function shownHours(firstS: number, nowS: number): number {
  return Math.min(24, Math.max(1, Math.ceil((nowS - firstS) / hourS)))
}

/** Rings of a globe for a flat map. Pure. */
export type Position = readonly number[]
export type Ring = readonly Position[]

/**
 * The countries come as they lie on a globe, where 179° and -179° are neighbours. On a flat map such a step would be a line across
 * the whole world: the ring goes on beyond 180° instead, and a copy of it stands a world further west.
 */
export function flatRings(ring: Ring): Ring[] {
  let shift = 0
  let before = ring[0]?.[0] ?? 0
  const unrolled = ring.map(([longitude = 0, latitude = 0]) => {
    if (longitude - before > 180) shift -= 360
    if (longitude - before < -180) shift += 360
    before = longitude
    return [longitude + shift, latitude]
  })
  const longitudes = unrolled.map(([longitude = 0]) => longitude)
  const copies: Ring[] = [unrolled]
  if (Math.max(...longitudes) > 180) copies.push(moved(unrolled, -360))
  if (Math.min(...longitudes) < -180) copies.push(moved(unrolled, 360))
  return copies
}

const moved = (ring: Ring, by: number): Ring => ring.map(([longitude = 0, latitude = 0]) => [longitude + by, latitude])

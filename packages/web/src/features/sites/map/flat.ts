/** Polygons of a globe for a flat map. Pure. */
export type Position = readonly number[]
export type Ring = readonly Position[]
/** A coast, and the shores of what is no land within it. */
export type Polygon = readonly Ring[]

const worldDegrees = 360

/**
 * Land comes as it lies on a globe, where 179° and -179° are neighbours. On a flat map such a step would be a line across the whole
 * world: the coast goes on beyond 180° instead, and a copy of it stands a world further west. A coast that goes round a pole has no place
 * on this map.
 */
export function flatPolygons([outer = [], ...shores]: Polygon): Polygon[] {
  const coast = unrolled(outer)
  if (Math.abs(longitudeOf(coast.at(-1)) - longitudeOf(coast[0])) > 180) return []
  const longitudes = coast.map(longitudeOf)
  const west = Math.min(...longitudes)
  const east = Math.max(...longitudes)
  const polygon = [coast, ...shores.map((shore) => movedBetween(unrolled(shore), west, east))]
  const copies: Polygon[] = [polygon]
  if (east > 180) copies.push(polygon.map((ring) => moved(ring, -worldDegrees)))
  if (west < -180) copies.push(polygon.map((ring) => moved(ring, worldDegrees)))
  return copies
}

function unrolled(ring: Ring): Ring {
  let shift = 0
  let before = longitudeOf(ring[0])
  return ring.map(([longitude = 0, latitude = 0]) => {
    if (longitude - before > 180) shift -= worldDegrees
    if (longitude - before < -180) shift += worldDegrees
    before = longitude
    return [longitude + shift, latitude]
  })
}

const longitudeOf = (position: Position | undefined): number => position?.[0] ?? 0

/** A shore lies where its coast was unrolled to. */
function movedBetween(ring: Ring, west: number, east: number): Ring {
  const longitude = longitudeOf(ring[0])
  const by = [0, -worldDegrees, worldDegrees].find((by) => longitude + by >= west && longitude + by <= east) ?? 0
  return moved(ring, by)
}

const moved = (ring: Ring, by: number): Ring =>
  by === 0 ? ring : ring.map(([longitude = 0, latitude = 0]) => [longitude + by, latitude])

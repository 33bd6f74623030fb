/** Land and sea, from our own files: a map that needs nobody else's server, and takes no side in where borders run. */
import L from 'leaflet'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import landUrl from 'world-atlas/land-50m.json?url'
import { flatPolygons, type Polygon } from './flat.ts'

type World = Topology<{ land: GeometryCollection }>

let land: Promise<L.LatLngExpression[][][]> | null = null

export function addBaseMap(map: L.Map): () => void {
  let removed = false
  const style = getComputedStyle(document.documentElement)
  const color = (token: string) => style.getPropertyValue(token).trim()
  land ??= fetch(landUrl)
    .then((response) => response.json() as Promise<World>)
    .then(polygonsOf)
  void land.then((polygons) => {
    if (removed) return
    L.polygon(polygons, {
      interactive: false,
      attribution: 'Natural Earth',
      color: color('--map-coast'),
      weight: 0.8,
      fillColor: color('--map-land'),
      fillOpacity: 1,
      // Thousands of coast points are faster on a canvas.
      renderer: L.canvas({ padding: 0.5 }),
    }).addTo(map)
  })
  return () => {
    removed = true
  }
}

function polygonsOf(world: World): L.LatLngExpression[][][] {
  return feature(world, world.objects.land).features.flatMap(({ geometry }) => {
    if (geometry.type === 'Polygon') return latLngsOf(geometry.coordinates)
    if (geometry.type === 'MultiPolygon') return geometry.coordinates.flatMap(latLngsOf)
    return []
  })
}

const latLngsOf = (polygon: Polygon): L.LatLngExpression[][][] =>
  flatPolygons(polygon).map((rings) =>
    rings.map((ring) => ring.map(([longitude = 0, latitude = 0]): [number, number] => [latitude, longitude])),
  )

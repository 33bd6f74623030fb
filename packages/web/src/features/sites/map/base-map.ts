/** Countries of the world, from our own files: a map that needs nobody else's server. */
import L from 'leaflet'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import countriesUrl from 'world-atlas/countries-50m.json?url'
import { flatRings, type Ring } from './flat.ts'

type World = Topology<{ countries: GeometryCollection<{ name: string }> }>

/** ISO 3166-1 numeric. It goes round the pole, which has no place on this map. */
const antarctica = '010'

let countries: Promise<L.LatLngExpression[][][]> | null = null

export function addBaseMap(map: L.Map): () => void {
  let removed = false
  const style = getComputedStyle(document.documentElement)
  const color = (token: string) => style.getPropertyValue(token).trim()
  countries ??= fetch(countriesUrl)
    .then((response) => response.json() as Promise<World>)
    .then(polygonsOf)
  void countries.then((polygons) => {
    if (removed) return
    L.polygon(polygons, {
      interactive: false,
      attribution: 'Natural Earth',
      color: color('--map-border'),
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
  return feature(world, world.objects.countries).features.flatMap(({ id, geometry }) => {
    if (id === antarctica) return []
    if (geometry.type === 'Polygon') return flatPolygons(geometry.coordinates)
    if (geometry.type === 'MultiPolygon') return geometry.coordinates.flatMap(flatPolygons)
    return []
  })
}

/** Outer rings only: a hole is an enclave, and that is a country with a ring of its own, drawn on top. */
const flatPolygons = ([outer]: readonly Ring[]): L.LatLngExpression[][][] =>
  outer
    ? flatRings(outer).map((ring) => [
        ring.map(([longitude = 0, latitude = 0]): [number, number] => [latitude, longitude]),
      ])
    : []

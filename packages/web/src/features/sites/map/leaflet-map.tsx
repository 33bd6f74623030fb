import 'leaflet/dist/leaflet.css'
import { useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import L from 'leaflet'
import { useEffect, useRef } from 'react'
import type { Site } from '../../../api/types.ts'
import { power } from '../../../format/quantities.ts'
import { consoleSettingsQuery } from '../../../queries/sites.ts'
import { t } from '../../../texts/text.ts'
import { addBaseMap } from './base-map.ts'
import classes from './leaflet-map.module.css'
import type { SiteMapProps } from './site-map.tsx'

/** Without tiles there is nothing to see any nearer. */
const nearestWithoutTiles = 8
/** Names stand to the right of their pins. */
const roomForNames = { paddingTopLeft: L.point(40, 50), paddingBottomRight: L.point(140, 50) }

export default function LeafletMap({ sites, height, onOpen }: SiteMapProps) {
  const box = useRef<HTMLElement>(null)
  const map = useRef<L.Map | null>(null)
  const pins = useRef(L.layerGroup())
  const open = useRef(onOpen)
  open.current = onOpen
  const scheme = useComputedColorScheme('light')
  const { data: settings, isPending } = useQuery(consoleSettingsQuery)
  const tileUrl = settings?.tileUrl ?? null
  const placed = sites.filter((site) => site.latitude !== null && site.longitude !== null)
  const places = placed.map(({ id, latitude, longitude }) => `${id} ${latitude} ${longitude}`).join()

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new scheme needs new colours, read while drawing
  useEffect(() => {
    if (!box.current || isPending) return
    const made = L.map(box.current, {
      worldCopyJump: true,
      zoomSnap: 0.5,
      minZoom: 1,
      maxZoom: tileUrl ? 19 : nearestWithoutTiles,
      attributionControl: true,
    })
    made.attributionControl.setPrefix(false)
    made.setView([20, 10], 2)
    L.control.scale({ imperial: false }).addTo(made)
    const stop = tileUrl ? addTiles(made, tileUrl, settings?.tileAttribution ?? '') : addBaseMap(made)
    pins.current.addTo(made)
    map.current = made
    return () => {
      stop()
      pins.current.remove()
      map.current = null
      made.remove()
    }
  }, [scheme, tileUrl, isPending])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only moved or new sites move the view
  useEffect(() => {
    if (!map.current || placed.length === 0) return
    const bounds = L.latLngBounds(placed.map((site) => [site.latitude ?? 0, site.longitude ?? 0]))
    map.current.fitBounds(bounds, { ...roomForNames, maxZoom: tileUrl ? 15 : 6, animate: false })
  }, [places, scheme, tileUrl, isPending])

  useEffect(() => {
    pins.current.clearLayers()
    for (const site of placed) pins.current.addLayer(pinOf(site, () => open.current?.(site), onOpen !== undefined))
  })

  return <section ref={box} className={classes.map} style={{ height }} aria-label={t('sites.map')} />
}

function addTiles(map: L.Map, url: string, attribution: string): () => void {
  const tiles = L.tileLayer(url, { attribution, maxZoom: 19 }).addTo(map)
  return () => void tiles.remove()
}

function pinOf(site: Site, onClick: () => void, interactive: boolean): L.Marker {
  const marker = L.marker([site.latitude ?? 0, site.longitude ?? 0], {
    icon: L.divIcon({
      className: `${classes.pin} ${site.powerW > 0 ? '' : classes.quiet}`,
      html: pinHtml(site),
      iconSize: [24, 24],
    }),
    interactive,
    keyboard: interactive,
    alt: t('sites.pin', { name: site.name, power: power(site.powerW) }),
  })
  marker.on('click', onClick)
  marker.on('keypress', (event) => {
    if (event.originalEvent.key === 'Enter') onClick()
  })
  return marker
}

function pinHtml(site: Site): HTMLElement {
  const inside = document.createElement('span')
  inside.append(document.createElement('i'))
  const name = document.createElement('b')
  name.textContent = site.name
  inside.append(name)
  return inside
}

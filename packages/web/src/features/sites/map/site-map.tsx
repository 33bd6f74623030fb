/** Where the sites are. Leaflet and the base map are fetched when the first map comes on screen. */
import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { Site } from '../../../api/types.ts'

export interface SiteMapProps {
  readonly sites: readonly Site[]
  readonly height: number
  /** Given a site: go there. Without it the map is a picture. */
  onOpen?(site: Site): void
}

const LeafletMap = lazy(() => import('./leaflet-map.tsx'))

export function SiteMap(props: SiteMapProps) {
  return (
    <Suspense fallback={<Skeleton height={props.height} />}>
      <LeafletMap {...props} />
    </Suspense>
  )
}

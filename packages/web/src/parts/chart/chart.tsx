/** A time series chart. uPlot is fetched when the first one comes on screen. */
import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'

export interface ChartSeries {
  readonly label: string
  /** A colour token: `--chart-power`. */
  readonly color: string
  readonly values: readonly (number | null)[]
  readonly fill?: boolean
  /** In place of a line. */
  readonly bars?: boolean
  text(value: number | null): string
}

export interface ChartProps {
  /** What a screen reader says in place of the picture. */
  readonly label: string
  /** Seconds since the epoch, ascending. */
  readonly times: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly height?: number
  readonly timeZone?: string | undefined
  /** How the time under the cursor is told. Default: to the minute, with its zone. */
  readonly timeShape?: 'day' | 'month'
  /** Axis labels. */
  axisText(value: number): string
  /** The scale shows at least this much. */
  readonly atLeast?: number
  readonly from?: number
  readonly to?: number
  /** Charts of one name share the cursor. */
  readonly sync?: string
  /** A limit to draw as a line. */
  readonly limit?: { readonly value: number; readonly label: string } | undefined
}

const Plot = lazy(() => import('./plot.tsx'))

export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<Skeleton height={(props.height ?? 200) + 24} />}>
      <Plot {...props} />
    </Suspense>
  )
}

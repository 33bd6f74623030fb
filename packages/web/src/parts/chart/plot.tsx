import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { timeText, zonedText } from '../../format/times.ts'
import type { ChartProps } from './chart.tsx'
import classes from './plot.module.css'
import { plotOptions } from './plot-options.ts'

export default function Plot(props: ChartProps) {
  const { label, times, series, height = 200, timeZone, timeShape, sync } = props
  const scheme = useComputedColorScheme('light')
  const { ref, width } = useElementSize<HTMLDivElement>()
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef(props)
  latest.current = props
  const [hovered, setHovered] = useState<number | null>(null)
  const look = `${scheme} ${sync} ${timeZone} ${series.map((s) => `${s.label} ${s.color}`).join()}`
  const hasWidth = width > 0

  // A new look is a new chart; new numbers are not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` stands for what the options are made of
  useEffect(() => {
    if (!box.current || !hasWidth) return
    const made = new uPlot(plotOptions(latest, width, setHovered), dataOf(latest.current), box.current)
    plot.current = made
    return () => {
      plot.current = null
      made.destroy()
    }
  }, [look, hasWidth])

  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height })
  }, [width, height])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the bounds are read by the scales
  useEffect(() => {
    plot.current?.setData(dataOf({ times, series }))
  }, [times, series, props.from, props.to, props.limit?.value])

  const index = hovered ?? times.length - 1
  const at = times[index]
  return (
    <div>
      <div className={classes.readout} aria-hidden>
        {series.map((s) => (
          <span key={s.label} className={classes.item}>
            <span className={classes.swatch} style={{ background: `var(${s.color})` }} />
            <span className={classes.label}>{s.label}</span>
            <span>{s.text(lastKnown(s.values, index))}</span>
          </span>
        ))}
        {at !== undefined && (
          <span className={classes.time}>
            {timeShape ? timeText(at * 1000, timeShape, timeZone) : zonedText(at * 1000, 'dateTime', timeZone)}
          </span>
        )}
      </div>
      <div ref={ref} role="img" aria-label={label} style={{ height }}>
        <div ref={box} className={classes.plot} />
      </div>
    </div>
  )
}

/** Series that share an axis do not all have a value at every time. */
function lastKnown(values: readonly (number | null)[], index: number): number | null {
  return values.slice(0, index + 1).findLast((value) => value !== null) ?? null
}

const dataOf = ({ times, series }: Pick<ChartProps, 'times' | 'series'>): uPlot.AlignedData => [
  times as number[],
  ...series.map((s) => s.values as (number | null)[]),
]

import uPlot from 'uplot'
import type { ChartProps } from './chart.tsx'

const bars = uPlot.paths.bars?.({ size: [0.7, 48] }) as uPlot.Series.PathBuilder

const font = (px: number) => `${px}px 'IBM Plex Sans Variable', system-ui, sans-serif`

/** Colours are read from the theme as it is now; bounds and texts from `latest` whenever uPlot asks. */
export function plotOptions(
  latest: { readonly current: ChartProps },
  width: number,
  onHover: (index: number | null) => void,
): uPlot.Options {
  const { series, height = 200, timeZone, sync } = latest.current
  const dim = color('--busbar-dim')
  const grid = { stroke: color('--busbar-line'), width: 1 }
  return {
    width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 }, ...(sync && { sync: { key: sync } }) },
    ...(timeZone && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), timeZone) }),
    scales: {
      x: { range: (_, min, max) => timeBounds(latest.current, min, max) },
      y: { range: (_, min, max) => valueBounds(latest.current, min, max) },
    },
    axes: [
      {
        stroke: dim,
        font: font(11),
        grid: { show: false },
        ticks: { ...grid, size: 4 },
        size: 24,
        gap: 4,
        space: 70,
        values: [
          [86_400, '{DD} {MMM}', null, null, null, null, null, null, 1],
          [60, '{HH}:{mm}', null, null, null, null, null, null, 1],
          [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
        ],
      },
      {
        stroke: dim,
        font: font(11),
        grid,
        ticks: { show: false },
        size: 58,
        gap: 6,
        space: 34,
        values: (_, splits) => splits.map((split) => latest.current.axisText(split)),
      },
    ],
    series: [
      {},
      ...series.map((s): uPlot.Series => {
        const stroke = color(s.color)
        return {
          label: s.label,
          stroke,
          width: 1.75,
          points: { show: (u) => u.data[0].length < 3 },
          spanGaps: true,
          ...(s.fill && { fill: `${stroke}26` }),
          ...(s.bars && { fill: stroke, width: 0, points: { show: false }, paths: bars }),
        }
      }),
    ],
    hooks: {
      setCursor: [(u) => onHover(u.cursor.idx ?? null)],
      draw: [(u) => drawLimit(u, latest.current.limit, color('--state-faulted'))],
    },
  }
}

function timeBounds({ from, to }: ChartProps, min: number, max: number): [number, number] {
  const start = from ?? min
  const end = to ?? max
  return start === end ? [start - 60, end + 60] : [start, end]
}

function valueBounds({ atLeast = 1, limit }: ChartProps, min: number | null, max: number | null): [number, number] {
  const top = Math.max(max ?? 0, atLeast, limit ? limit.value * 1.02 : 0)
  return [Math.min(0, min ?? 0), top * 1.05]
}

function drawLimit(u: uPlot, limit: ChartProps['limit'], stroke: string): void {
  if (!limit) return
  const y = u.valToPos(limit.value, 'y', true)
  const { left, width } = u.bbox
  const scale = devicePixelRatio
  const { ctx } = u
  ctx.save()
  ctx.strokeStyle = stroke
  ctx.fillStyle = stroke
  ctx.lineWidth = scale
  ctx.setLineDash([5 * scale, 4 * scale])
  ctx.beginPath()
  ctx.moveTo(left, y)
  ctx.lineTo(left + width, y)
  ctx.stroke()
  ctx.font = font(11 * scale)
  ctx.textAlign = 'right'
  ctx.fillText(limit.label, left + width - 4 * scale, y + 13 * scale)
  ctx.restore()
}

const color = (token: string): string => getComputedStyle(document.documentElement).getPropertyValue(token).trim()

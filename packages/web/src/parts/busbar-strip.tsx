import classes from './busbar-strip.module.css'
import type { Tone } from './tones.ts'

export interface StripPart {
  readonly tone: Tone
  readonly label: string
  readonly amount: number
  readonly text: string
}

/** The bar every circuit hangs on: shares of a whole, with a legend that says the same in words. */
export function BusbarStrip({
  parts,
  legend = true,
}: {
  readonly parts: readonly StripPart[]
  readonly legend?: boolean
}) {
  const shown = parts.filter((part) => part.amount > 0)
  return (
    <div>
      <div className={classes.strip} aria-hidden={legend}>
        {shown.map((part) => (
          <div
            key={part.label}
            className={`${classes.part} ${classes[part.tone]}`}
            style={{ flexGrow: part.amount, flexBasis: 0 }}
            title={`${part.label}: ${part.text}`}
          />
        ))}
      </div>
      {legend && (
        <ul className={classes.legend}>
          {shown.map((part) => (
            <li key={part.label} className={classes[part.tone]}>
              <span className={classes.swatch} aria-hidden />
              <span>{part.label}</span>
              <b>{part.text}</b>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Sessions as the field reports them; `npm run bench -- energy-models` plays twenty thousand of each. */
import { expect, test } from 'vitest'
import { models } from '../../test/energy-models.ts'
import { judge, type Verdicts } from '../../test/energy-verdicts.ts'

const sessions = Number(process.env.BUSBAR_ENERGY_SESSIONS ?? 120)
const seed = Number(process.env.BUSBAR_SEED ?? 1 + Math.floor(Math.random() * 1e9))

/** In percent of the sessions. What no register can tell is left to the bench's table. */
const most: Record<string, { overbilled?: number; inDoubt?: number; wrong?: number }> = {
  // A meter of a few kWh in its life that shows zero at the start, and a spike of what a car takes in that time.
  'start not read (0)': { overbilled: 16 },
  'spike as end': { overbilled: 10 },
  // A young meter that happens to be just below 16 ones.
  'end not read (0, -1, all ones)': { overbilled: 2 },
  'spike as last, and no end': { overbilled: 3 },
  'meter replaced': { overbilled: 5 },
  'foreign register mixed in': { wrong: 4 },
  'only a foreign register': { wrong: 4 },
  'clock stands still': { wrong: 4 },
  'megawatt session counter': { wrong: 4 },
}

test.each(models.map((model) => [model.name, model] as const))(
  `%s (seed ${seed})`,
  { timeout: 120_000 },
  (name, model) => {
    const verdicts = judge(model, sessions, seed)
    const percent = (n: number) => (100 * n) / sessions
    const { overbilled = 0, wrong = 0 } = most[name] ?? {}
    expect(percent(verdicts.overbilled.length), `seeds ${verdicts.overbilled}`).toBeLessThanOrEqual(overbilled)
    if (model.isPlainRight) expect(percent(wrongOf(verdicts))).toBeLessThanOrEqual(wrong)
    if (model.isClean) expect(percent(verdicts.rightInDoubt + verdicts.wrongInDoubt)).toBeLessThanOrEqual(1.7)
  },
)

const wrongOf = ({ wrongInDoubt, near, overbilled, underbilled }: Verdicts): number =>
  wrongInDoubt + near + overbilled.length + underbilled.length

/** Sessions as the field reports them; `npm run bench -- energy-models` plays twenty thousand of each. */
import { expect, test } from 'vitest'
import { models } from '../../test/energy-models.ts'
import { judge, type Verdicts } from '../../test/energy-verdicts.ts'

const sessions = Number(process.env.BUSBAR_ENERGY_SESSIONS ?? 300)
/** The same ones each time: what a rule leaves open in one session of twenty thousand is for the bench to count, not for luck to find. */
const seed = Number(process.env.BUSBAR_SEED ?? 500_000)

/** In percent of the sessions, where the evidence at the end does not settle it. */
const most: Record<string, { overbilled?: number; underbilled?: number; wrong?: number }> = {
  // As much as the vehicle could have taken in that time. The next start there tells.
  'spike as end': { overbilled: 4 },
  'register reset': { underbilled: 5 },
  'meter replaced': { underbilled: 1 },
  'meter replaced, no restart is told': { overbilled: 5, underbilled: 6 },
  'end not read (0, -1, all ones)': { underbilled: 1 },
  'one or two bad readings': { wrong: 0.7 },
  'foreign register mixed in': { wrong: 3 },
  'only a foreign register': { wrong: 3 },
  'clock stands still': { wrong: 3 },
  'megawatt session counter': { wrong: 3 },
}

test.each(models.map((model) => [model.name, model] as const))(
  `%s (seed ${seed})`,
  { timeout: 120_000 },
  (name, model) => {
    const verdicts = judge(model, sessions, seed)
    const percent = (n: number) => (100 * n) / sessions
    const { overbilled = 0, underbilled = 0, wrong = 0 } = most[name] ?? {}
    if (!model.leavesNoTrace) expect(verdicts.overbilledForGood, 'billed too much, and nobody is told').toEqual([])
    expect(percent(verdicts.overbilled.length), `seeds ${verdicts.overbilled}`).toBeLessThanOrEqual(overbilled)
    expect(percent(verdicts.underbilled.length), `seeds ${verdicts.underbilled}`).toBeLessThanOrEqual(underbilled)
    if (model.isPlainRight) expect(percent(wrongOf(verdicts))).toBeLessThanOrEqual(wrong)
    // Doubts that come with a car that heats or waits are looked at by nobody: about one in two hundred at the most, and luck.
    if (model.isClean) expect(percent(doubtedIn(verdicts)), 'doubted for nothing').toBeLessThanOrEqual(0.5 + luck)
  },
)

const luck = 450 / sessions

const doubtedIn = ({ rightInDoubt, wrongInDoubt, toldLater }: Verdicts): number =>
  rightInDoubt + wrongInDoubt + toldLater

const wrongOf = ({ wrongInDoubt, near, overbilled, underbilled }: Verdicts): number =>
  wrongInDoubt + near + overbilled.length + underbilled.length

/**
 * The energy between two ends, from what the station says of them and what was sampled in between, Wh. A plausible difference of the ends
 * is the energy, whatever was sampled; samples overrule it by proof alone: where an end is out of reach of a run of readings that fits
 * the other one, or where the register was reset or rolled over and the sum fits. Why, and what else was weighed:
 * docs/decisions/energy-between-ends.md. Pure.
 */
import { doubtsOfEnds } from './doubts-of-ends.ts'
import {
  batteryWh,
  energyOf,
  isSuspect,
  mostDelivered,
  mostForCar,
  negligible,
  rolledOver,
  stepOf,
} from './plausible.ts'
import {
  firstMsOf,
  firstWhOf,
  gainedIn,
  isReset,
  lastMsOf,
  lastWhOf,
  type Run,
  type RunBounds,
  runsOf,
  sizeOf,
} from './register-runs.ts'
import type { Uncertain, UncertainReason } from './uncertain.ts'
import { isUsualStep, type Pace, unlikelyJump } from './unlikely-step.ts'
import {
  type Evidence,
  endOf,
  fastestInRuns,
  type Joint,
  jointOf,
  type Reading,
  round,
  shortestMs,
  type Weighing,
} from './weighing.ts'

export interface Reckoned {
  readonly wh: number | null
  readonly doubts: readonly Uncertain[]
  readonly resets: number
  readonly rollovers: number
  /** The register it is counted from. */
  readonly fromWh: number | null
}

export function reckon(of: Evidence): Reckoned {
  const { start, stop } = of
  const weighed = new Weighed(of)
  if (start === null && stop === null) return weighed.byReadings()
  if (start === null) return weighed.toStop(stop as Reading)
  if (stop === null) return weighed.fromStart(start)
  const differenceWh = stop[1] - start[1]
  if (differenceWh >= -weighed.roundingWh && differenceWh <= weighed.mostInAllWh)
    return weighed.withOnesAtEnd(start, stop, weighed.byEnds(start, stop))
  return differenceWh < 0 ? weighed.byFallingEnds(start, stop) : weighed.byEndsTooFarApart(start, stop)
}

class Weighed implements Weighing {
  readonly of: Evidence
  readonly #bounds: RunBounds
  readonly pace: Pace
  readonly runs: readonly Run[]
  readonly roundingWh: number
  readonly mostInAllWh: number
  readonly #forCarInAllWh: number

  constructor(of: Evidence) {
    this.of = of
    const { start, stop, readings, evsePowerW } = of
    this.roundingWh = roundingOf(of)
    const lastedMs = Math.max(timeOf(of), of.heardMs)
    // Shorter than anybody charges, it is the clock that is wrong.
    const isTimed = of.isClockSound && lastedMs >= shortestMs
    this.mostInAllWh = Math.max(mostDelivered(lastedMs, evsePowerW), isTimed ? 0 : batteryWh)
    this.#forCarInAllWh = Math.max(mostForCar(lastedMs, evsePowerW), isTimed || timeOf(of) > 0 ? 0 : batteryWh)
    this.pace = { ...of, roundingWh: this.roundingWh }
    this.#bounds = {
      most: (gapMs) => (of.isClockSound ? mostDelivered(gapMs, evsePowerW) : this.mostInAllWh),
      evsePowerW,
      roundingWh: this.roundingWh,
      start,
      stop,
    }
    this.runs = runsOf(readings, this.#bounds)
  }

  /** Both ends, and a difference that can be. */
  byEnds(start: Reading, stop: Reading): Reckoned {
    const wh = Math.max(0, stop[1] - start[1])
    const { runs } = this
    const [first, last] = [runs[0], runs.at(-1)]
    if (first === undefined || last === undefined) return this.#byEndsAlone(wh, start)
    const atStart = this.#joint(start, endOf(first, 0))
    const atStop = this.#joint(endOf(last, 1), stop)
    if (runs.length > 1) {
      if (atStart === 'joined' && atStop === 'joined' && this.#isProven(start, stop, wh))
        return this.#acrossRuns(start, stop, wh)
      return this.#result(wh, doubtsOfEnds(wh, start, stop, this), start[1])
    }
    // A jump out of reach is never energy, where readings show what the register was before or after it.
    const isShown = sizeOf(first) > 1 || wh > this.#forCarInAllWh
    if (atStop === 'jump' && atStart === 'joined' && this.#isUsual(start, endOf(first, 0))) {
      const upToLastWh = lastWhOf(last) - start[1]
      if (isShown || isSuspect(stop[1])) return this.#taken(upToLastWh, 'end-doubtful', wh, start[1])
      return this.#taken(wh, 'end-doubtful', upToLastWh, start[1])
    }
    if (atStart === 'jump' && atStop === 'joined' && this.#isUsual(endOf(last, 1), stop)) {
      const fromFirstWh = stop[1] - firstWhOf(first)
      if (isShown || isSuspect(start[1])) return this.#taken(fromFirstWh, 'start-doubtful', wh, firstWhOf(first))
      return this.#taken(wh, 'start-doubtful', fromFirstWh, start[1])
    }
    return this.#result(wh, doubtsOfEnds(wh, start, stop, this), start[1])
  }

  /** Is this a register that broke, and not samples of two? Then each run rises as usual, and what they sum up to can be. */
  #isProven(start: Reading, stop: Reading, byEndsWh: number): boolean {
    const { runs } = this
    const rises = runs.every((run, i) => {
      const readings = [...(i === 0 ? start : []), ...run.readings, ...(i === runs.length - 1 ? stop : [])]
      return sizeOf(run) > 1 && this.#unlikelyJump(readings) === null
    })
    const wh = this.#sumAcross(start, stop)
    // Only a reset and a rollover bring more than the ends say; another meter, only less.
    const isExplained = wh <= byEndsWh || this.#whatBroke() !== 'meter-replaced'
    return rises && isExplained && this.of.isClockSound && wh <= this.#forCarInAllWh
  }

  #isUsual([fromMs, fromWh]: Reading, [toMs, toWh]: Reading): boolean {
    return isUsualStep(toWh - fromWh, toMs - fromMs, fastestInRuns(this), this.pace)
  }

  /** A register passes 16 ones once in its life: an end of them is told, unless the last sample was about to get there. */
  withOnesAtEnd(start: Reading, stop: Reading, of: Reckoned): Reckoned {
    const { wh } = of
    if (!isSuspect(stop[1]) || wh === null || of.doubts.length > 0) return of
    const last = this.runs.at(-1)
    const untilLastWh = last === undefined ? null : lastWhOf(last) - start[1]
    const sinceMs = stop[0] - (last === undefined ? start[0] : lastMsOf(last))
    const since = Math.max(wh - (untilLastWh ?? 0), energyOf(fastestInRuns(this), sinceMs))
    if (since <= negligible(wh)) return of
    const [takenWh, otherWh] = untilLastWh === null || untilLastWh < 0 ? [wh, null] : [untilLastWh, wh]
    return this.#taken(takenWh, 'end-doubtful', otherWh, of.fromWh)
  }

  #byEndsAlone(wh: number, start: Reading): Reckoned {
    if (wh <= this.#forCarInAllWh) return this.#result(wh, [], start[1])
    // From zero to more than a car takes may be a megawatt, or a register that was not read at the start.
    if (isSuspect(start[1])) return this.#taken(null, 'start-doubtful', wh, null)
    return this.#taken(wh, 'unusual-power', null, start[1])
  }

  /** The register fell, or is another one, between two runs that each fit their end. */
  #acrossRuns(start: Reading, stop: Reading, byEndsWh: number): Reckoned {
    return this.#taken(this.#sumAcross(start, stop), this.#whatBroke(), byEndsWh, start[1])
  }

  #sumAcross(start: Reading, stop: Reading): number {
    const { runs } = this
    return firstWhOf(runs[0] as Run) - start[1] + gainedIn(runs) + stop[1] - lastWhOf(runs.at(-1) as Run)
  }

  #whatBroke(): UncertainReason {
    const breaks = this.runs.map((run) => run.after)
    if (breaks.includes('replaced')) return 'meter-replaced'
    return breaks.includes('reset') ? 'register-reset' : 'register-rollover'
  }

  byFallingEnds(start: Reading, stop: Reading): Reckoned {
    const [startWh, stopWh] = [start[1], stop[1]]
    if (isSuspect(stopWh)) return this.#doubting('end-doubtful', null, this.fromStart(start))
    if (isSuspect(startWh)) return this.#doubting('start-doubtful', null, this.toStop(stop))
    const { runs } = this
    const [first, last] = [runs[0], runs.at(-1)]
    const [forCar, reset] = [this.#forCarInAllWh, isReset(startWh, stopWh, this.#forCarInAllWh)]
    if (first === undefined || last === undefined) {
      const over = rolledOver(startWh, stopWh, forCar)
      if (over !== null) return this.#taken(over, 'register-rollover', null, startWh, 'rollover')
      if (reset) return this.#taken(stopWh, 'register-reset', null, startWh, 'reset')
      return this.#taken(null, 'implausible', stopWh - startWh, startWh)
    }
    const atStart = this.#joint(start, endOf(first, 0))
    const atStop = this.#joint(endOf(last, 1), stop)
    if (atStart === 'joined' && atStop === 'joined' && runs.length > 1)
      return this.#acrossRuns(start, stop, stopWh - startWh)
    if (atStart === 'joined') {
      const soFar = firstWhOf(first) - startWh + gainedIn(runs)
      const over = rolledOver(lastWhOf(last), stopWh, mostForCar(stop[0] - lastMsOf(last), this.of.evsePowerW))
      if (over !== null) return this.#taken(soFar + over, 'register-rollover', null, startWh, 'rollover')
      if (isReset(lastWhOf(last), stopWh, mostForCar(stop[0] - lastMsOf(last), this.of.evsePowerW)))
        return this.#taken(soFar + stopWh, 'register-reset', stopWh - startWh, startWh, 'reset')
      return this.#taken(soFar, 'end-doubtful', stopWh - startWh, startWh)
    }
    if (atStop === 'joined') {
      const toFirstMs = firstMsOf(first) - start[0]
      const since = gainedIn(runs) + stopWh - lastWhOf(last)
      const over = rolledOver(startWh, firstWhOf(first), mostForCar(toFirstMs, this.of.evsePowerW))
      if (over !== null) return this.#taken(over + since, 'register-rollover', null, startWh, 'rollover')
      if (isReset(startWh, firstWhOf(first), mostForCar(toFirstMs, this.of.evsePowerW)))
        return this.#taken(firstWhOf(first) + since, 'register-reset', stopWh - startWh, startWh, 'reset')
      return this.#taken(since, 'start-doubtful', stopWh - startWh, firstWhOf(first))
    }
    return this.#taken(gainedIn(runs), 'samples-differ', stopWh - startWh, firstWhOf(first))
  }

  byEndsTooFarApart(start: Reading, stop: Reading): Reckoned {
    const differenceWh = stop[1] - start[1]
    const { runs } = this
    const [first, last] = [runs[0], runs.at(-1)]
    if (first === undefined || last === undefined) return this.#taken(null, 'implausible', differenceWh, start[1])
    const atStart = this.#joint(start, endOf(first, 0)) === 'joined'
    const atStop = this.#joint(endOf(last, 1), stop) === 'joined'
    if (atStart && atStop) return this.#acrossRuns(start, stop, differenceWh)
    if (atStart)
      return this.#taken(firstWhOf(first) - start[1] + gainedIn(runs), 'end-doubtful', differenceWh, start[1])
    if (atStop) {
      return this.#taken(gainedIn(runs) + stop[1] - lastWhOf(last), 'start-doubtful', differenceWh, firstWhOf(first))
    }
    return this.#taken(gainedIn(runs), 'implausible', differenceWh, firstWhOf(first))
  }

  /** Still running, or ended without a register. */
  fromStart(start: Reading): Reckoned {
    const runs = this.#withoutUnlikelyEnd(start)
    const first = runs[0]
    if (first === undefined) return this.#result(0, [], start[1])
    const gained = gainedIn(runs)
    switch (this.#joint(start, endOf(first, 0))) {
      case 'joined':
        return this.#broken(firstWhOf(first) - start[1] + gained, this.#jumpAfter(start, runs), start[1])
      case 'jump':
        // One reading out of reach may be the odd one itself.
        if (sizeOf(first) < 2 && !isSuspect(start[1])) return this.#taken(0, 'unlikely-jump', null, start[1])
        return this.#taken(gained, 'start-doubtful', lastWhOf(runs.at(-1) as Run) - start[1], firstWhOf(first))
      case 'fall': {
        const forCar = mostForCar(firstMsOf(first) - start[0], this.of.evsePowerW)
        const over = rolledOver(start[1], firstWhOf(first), forCar)
        if (over !== null) return this.#taken(over + gained, 'register-rollover', null, start[1], 'rollover')
        // A register of the session alone looks the same, and has counted the same.
        if (isReset(start[1], firstWhOf(first), forCar))
          return this.#taken(firstWhOf(first) + gained, 'register-reset', null, start[1], 'reset')
        return this.#taken(gained, 'start-doubtful', null, firstWhOf(first))
      }
    }
  }

  /** The start was not told. */
  toStop(stop: Reading): Reckoned {
    const { runs } = this
    const [first, last] = [runs[0], runs.at(-1)]
    if (first === undefined || last === undefined) return this.#result(null, [], null)
    const gained = gainedIn(runs)
    switch (this.#joint(endOf(last, 1), stop)) {
      case 'joined':
        return this.#broken(gained + Math.max(0, stop[1] - lastWhOf(last)), [], firstWhOf(first))
      case 'jump':
        return this.#taken(gained, 'end-doubtful', stop[1] - firstWhOf(first), firstWhOf(first))
      case 'fall': {
        const wh = stop[1] - firstWhOf(first)
        if (runs.length === 1 && wh >= 0) return this.#taken(wh, 'samples-differ', gained, firstWhOf(first))
        if (isReset(lastWhOf(last), stop[1], mostForCar(stop[0] - lastMsOf(last), this.of.evsePowerW)))
          return this.#taken(gained + stop[1], 'register-reset', null, firstWhOf(first), 'reset')
        return this.#taken(gained, 'end-doubtful', wh, firstWhOf(first))
      }
    }
  }

  byReadings(): Reckoned {
    const { runs } = this
    if (runs.length === 0) return this.#result(null, [], null)
    return this.#broken(gainedIn(runs), [], firstWhOf(runs[0] as Run))
  }

  /** Until another reading confirms it, a last one that stands out is not counted. */
  #withoutUnlikelyEnd(start: Reading): readonly Run[] {
    const { runs } = this
    const last = runs.at(-1)
    if (last === undefined || sizeOf(last) < 3 || runs.length > 1) return runs
    const { readings } = last
    if (this.#unlikelyJump([...start, ...readings]) === null) return runs
    const shorter = readings.slice(0, -2)
    return this.#unlikelyJump([...start, ...shorter]) === null ? [{ ...last, readings: shorter }] : runs
  }

  #jumpAfter(start: Reading, runs: readonly Run[]): Uncertain[] {
    if (runs.length !== 1 || !this.runs[0]) return []
    const [run] = runs as [Run]
    const takenWh = round(lastWhOf(run) - start[1])
    if (run !== this.runs[0]) {
      return [{ reason: 'unlikely-jump', takenWh, otherWh: round(lastWhOf(this.runs[0]) - start[1]) }]
    }
    const jump = this.#unlikelyJump([...start, ...run.readings])
    return jump === null ? [] : [{ reason: 'unlikely-jump', takenWh, otherWh: takenWh - round(jump) }]
  }

  #joint(from: Reading, to: Reading): Joint {
    return jointOf(from, to, this)
  }

  #unlikelyJump(readings: readonly number[]): number | null {
    return unlikelyJump(readings, this.pace)
  }

  #broken(wh: number, doubts: Uncertain[], fromWh: number): Reckoned {
    if (this.runs.length < 2) return this.#result(wh, doubts, fromWh)
    return this.#result(wh, [{ reason: this.#whatBroke(), takenWh: round(wh), otherWh: null }, ...doubts], fromWh)
  }

  #taken(
    wh: number | null,
    reason: UncertainReason,
    otherWh: number | null,
    fromWh: number | null,
    also?: 'reset' | 'rollover',
  ): Reckoned {
    const takenWh = wh === null ? null : round(Math.max(0, wh))
    return this.#result(wh, [{ reason, takenWh, otherWh: otherWh === null ? null : round(otherWh) }], fromWh, also)
  }

  #doubting(reason: UncertainReason, otherWh: number | null, of: Reckoned): Reckoned {
    return { ...of, doubts: [{ reason, takenWh: of.wh, otherWh }, ...of.doubts] }
  }

  #result(wh: number | null, doubts: Uncertain[], fromWh: number | null, also?: 'reset' | 'rollover'): Reckoned {
    const count = (what: 'reset' | 'rollover') =>
      this.runs.filter((run) => run.after === what).length + (also === what ? 1 : 0)
    return {
      wh: wh === null ? null : round(Math.max(0, wh)),
      doubts,
      resets: count('reset') + this.runs.filter((run) => run.after === 'replaced').length,
      rollovers: count('rollover'),
      fromWh,
    }
  }
}

/** One sample may be round by chance; the ends then have a say, too. */
function roundingOf({ start, stop, readings }: Evidence): number {
  const values = readings.filter((_, i) => i % 2 === 1)
  if (values.length < 2) for (const end of [start, stop]) if (end !== null) values.push(end[1])
  return stepOf(values)
}

function timeOf({ start, stop, readings }: Evidence): number {
  const first = start?.[0] ?? readings[0]
  const last = stop?.[0] ?? readings.at(-2)
  return first === undefined || last === undefined ? 0 : last - first
}

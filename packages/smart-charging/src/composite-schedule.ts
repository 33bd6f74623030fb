import {
  type ChargingProfile,
  type Purpose,
  type RateUnit,
  type SchedulePeriod,
  scheduleOf,
  timeBaseOf,
} from './charging-profile.ts'

/** What feeds an EVSE: its ceiling, and what it offers while no charging profile says less. */
export type Supply =
  | { current: 'AC'; phases: 1 | 2 | 3 /** phase to neutral */; voltageV: number /** per phase */; maxA: number }
  | { current: 'DC'; voltageV: number; maxW: number }

export interface RunningTransaction {
  id: string
  startedAt: Date
  /** 2.1 UsePriorityCharging. */
  priorityCharging?: boolean
  /** For `limitAtSoc`. */
  socPercent?: number
}

export interface EvseContext {
  evseId: number
  supply: Supply
  transaction?: RunningTransaction
}

export interface Window {
  from: Date
  to: Date
  unit: RateUnit
  /** How long the station has been without its CSMS; 2.1 profiles may expire by it. */
  offlineS?: number
}

/** Of one instant, in the unit asked for. */
export interface Limit {
  limit: number
  dischargeLimit?: number
  setpoint?: number
  /** Absent on DC. */
  numberPhases?: number
  phaseToUse?: number
}

export interface CompositePeriod extends Limit {
  /** From the window's start. */
  startPeriodS: number
}

/**
 * The limits of one EVSE over a window, as OCPP combines them: highest stack level per purpose, TxProfile before TxDefaultProfile, all below
 * the caps of station and grid. At least one period; neighbours differ. The phases are the fewest any of the profiles in force asks for.
 */
export function compose(profiles: readonly ChargingProfile[], evse: EvseContext, window: Window): CompositePeriod[] {
  return stepsOver(window, changePoints(profiles, [evse], window), (atMs) => limitAt(profiles, evse, window, atMs))
}

/** The limits of the whole charging station (evse 0): what its EVSEs add up to, below the caps of the station. */
export function composeStation(
  profiles: readonly ChargingProfile[],
  evses: readonly EvseContext[],
  window: Window,
): CompositePeriod[] {
  return stepsOver(window, changePoints(profiles, evses, window), (atMs) =>
    stationLimitAt(profiles, evses, window, atMs),
  )
}

/** The limit of one EVSE at one instant. */
export function limitAt(profiles: readonly ChargingProfile[], evse: EvseContext, window: Window, atMs: number): Limit {
  const inForce = profilesInForce(profiles, evse, window, atMs)
  const caps = [inForce.get('ChargingStationMaxProfile'), inForce.get('ChargingStationExternalConstraints')].filter(
    (value) => value !== undefined,
  )
  // PriorityCharging takes the place of both; a TxProfile takes the place of the default only where it has a value.
  const base = inForce.get('PriorityCharging') ?? inForce.get('TxProfile') ?? inForce.get('TxDefaultProfile')
  const phases = phasesOf(evse.supply, base ? [base, ...caps] : caps)
  const into = (value: number, unit: RateUnit) => convert(value, unit, window.unit, phases, evse.supply.voltageV)
  const ceiling = ceilingOf(evse.supply, window.unit, phases)
  const limitOf = (value: ValueInForce) =>
    value.period.limit === undefined ? ceiling : into(value.period.limit, value.unit)

  const generation = inForce.get('LocalGeneration')
  const extra = generation ? limitOf(generation) : 0
  const limit = Math.max(
    0,
    Math.min(ceiling, Math.min(ceiling, ...[base, ...caps].filter(isPresent).map(limitOf)) + extra),
  )

  const discharge = [base, ...caps]
    .filter(isPresent)
    .flatMap((v) => (v.period.dischargeLimit === undefined ? [] : [into(v.period.dischargeLimit, v.unit)]))
  const dischargeLimit = discharge.length > 0 ? Math.max(...discharge) : undefined
  const setpoint = base?.period.setpoint
  const phaseToUse =
    base?.period.phaseToUse ?? caps.find((cap) => cap.period.phaseToUse !== undefined)?.period.phaseToUse
  return {
    limit: tidy(limit),
    ...(dischargeLimit !== undefined && { dischargeLimit: tidy(dischargeLimit) }),
    ...(setpoint !== undefined &&
      base && { setpoint: tidy(Math.min(limit, Math.max(dischargeLimit ?? 0, into(setpoint, base.unit)))) }),
    ...(phases !== undefined && { numberPhases: phases }),
    ...(phases === 1 && phaseToUse !== undefined && { phaseToUse }),
  }
}

function stationLimitAt(
  profiles: readonly ChargingProfile[],
  evses: readonly EvseContext[],
  window: Window,
  atMs: number,
): Limit {
  // Caps of the station hold for the sum, so they are left out while the EVSEs are added up.
  const ofEvses = profiles.filter((p) => p.evseId !== 0 || !isCap(p.purpose))
  const limits = evses.map((evse) => limitAt(ofEvses, evse, window, atMs))
  const caps = profiles.filter((p) => p.evseId === 0 && isCap(p.purpose))
  const supply = evses[0]?.supply
  const capsInForce = supply ? [...profilesInForce(caps, { evseId: 0, supply }, window, atMs).values()] : []
  const phases = least([
    ...limits.map((l) => l.numberPhases),
    ...(supply?.current === 'AC' ? capsInForce.map(phasesAsked) : []),
  ])
  let limit = limits.reduce((sum, l) => sum + l.limit, 0)
  for (const cap of capsInForce) {
    if (cap.period.limit === undefined || !supply) continue
    limit = Math.min(limit, convert(cap.period.limit, cap.unit, window.unit, phases, supply.voltageV))
  }
  return { limit: tidy(limit), ...(phases !== undefined && { numberPhases: phases }) }
}

interface ValueInForce {
  period: SchedulePeriod
  unit: RateUnit
}

/** The value each purpose has at this instant, by the highest stack level that has one: lower levels show through the gaps. */
function profilesInForce(
  profiles: readonly ChargingProfile[],
  evse: EvseContext,
  window: Window,
  atMs: number,
): Map<Purpose, ValueInForce> {
  const winners = new Map<Purpose, { profile: ChargingProfile; value: ValueInForce }>()
  for (const profile of profiles) {
    if (!concerns(profile, evse, window)) continue
    const winner = winners.get(profile.purpose)
    if (winner && !outranks(profile, winner.profile)) continue
    const value = valueAt(profile, referenceMs(evse, window), atMs, evse.transaction?.socPercent)
    if (value) winners.set(profile.purpose, { profile, value })
  }
  return new Map([...winners].map(([purpose, winner]) => [purpose, winner.value]))
}

/** Between equal stack levels the EVSE's own profile beats the station's, and a later one an earlier one. */
function outranks(challenger: ChargingProfile, holder: ChargingProfile): boolean {
  if (challenger.stackLevel !== holder.stackLevel) return challenger.stackLevel > holder.stackLevel
  return challenger.evseId !== 0 || holder.evseId === 0
}

function concerns(profile: ChargingProfile, evse: EvseContext, window: Window): boolean {
  if (profile.evseId !== 0 && profile.evseId !== evse.evseId) return false
  if (
    profile.invalidAfterOfflineDuration &&
    profile.maxOfflineDurationS !== undefined &&
    (window.offlineS ?? 0) > profile.maxOfflineDurationS
  ) {
    return false
  }
  if (profile.purpose === 'PriorityCharging') return evse.transaction?.priorityCharging === true
  if (profile.purpose !== 'TxProfile') return true
  if (!evse.transaction) return false
  return profile.transactionId === undefined || profile.transactionId === evse.transaction.id
}

function valueAt(
  profile: ChargingProfile,
  reference: number,
  atMs: number,
  socPercent: number | undefined,
): ValueInForce | undefined {
  if (profile.validFrom && atMs < profile.validFrom.getTime()) return undefined
  if (profile.validTo && atMs >= profile.validTo.getTime()) return undefined
  const schedule = scheduleOf(profile)
  const { startMs, everyMs } = timeBaseOf(profile, reference)
  const elapsedMs = atMs - startMs
  const offsetMs = everyMs ? modulo(elapsedMs, everyMs) : elapsedMs
  if (offsetMs < 0) return undefined
  if (schedule.durationS !== undefined && offsetMs >= schedule.durationS * 1000) return undefined
  const period = schedule.periods.findLast((p) => p.startPeriodS * 1000 <= offsetMs)
  if (!period) return undefined
  const { limitAtSoc } = schedule
  if (limitAtSoc && socPercent !== undefined && socPercent >= limitAtSoc.socPercent) {
    return {
      period: { ...period, limit: Math.min(period.limit ?? limitAtSoc.limit, limitAtSoc.limit) },
      unit: schedule.unit,
    }
  }
  return { period, unit: schedule.unit }
}

function referenceMs(evse: EvseContext, window: Window): number {
  return (evse.transaction?.startedAt ?? window.from).getTime()
}

/** Every instant within the window at which some profile may change its mind, the window's start first. */
function changePoints(profiles: readonly ChargingProfile[], evses: readonly EvseContext[], window: Window): number[] {
  const fromMs = window.from.getTime()
  const toMs = window.to.getTime()
  const points = new Set<number>([fromMs])
  const add = (ms: number) => {
    if (ms > fromMs && ms < toMs) points.add(ms)
  }
  for (const profile of profiles) {
    if (profile.validFrom) add(profile.validFrom.getTime())
    if (profile.validTo) add(profile.validTo.getTime())
    const schedule = scheduleOf(profile)
    const offsets = schedule.periods.map((p) => p.startPeriodS * 1000)
    if (schedule.durationS !== undefined) offsets.push(schedule.durationS * 1000)
    for (const evse of evses) {
      const { startMs, everyMs } = timeBaseOf(profile, referenceMs(evse, window))
      if (!everyMs) {
        for (const offset of offsets) add(startMs + offset)
        continue
      }
      const firstMs = fromMs - modulo(fromMs - startMs, everyMs)
      for (let base = firstMs; base < toMs; base += everyMs) {
        add(base)
        for (const offset of offsets) if (offset < everyMs) add(base + offset)
      }
    }
  }
  return [...points].sort((a, b) => a - b)
}

function stepsOver(window: Window, points: readonly number[], at: (ms: number) => Limit): CompositePeriod[] {
  const steps: CompositePeriod[] = []
  for (const ms of points) {
    const limit = at(ms)
    const last = steps.at(-1)
    if (last && sameLimit(last, limit)) continue
    steps.push({ startPeriodS: (ms - window.from.getTime()) / 1000, ...limit })
  }
  return steps
}

function sameLimit(a: Limit, b: Limit): boolean {
  return (
    a.limit === b.limit &&
    a.dischargeLimit === b.dischargeLimit &&
    a.setpoint === b.setpoint &&
    a.numberPhases === b.numberPhases &&
    a.phaseToUse === b.phaseToUse
  )
}

function phasesOf(supply: Supply, values: readonly ValueInForce[]): number | undefined {
  return supply.current === 'DC' ? undefined : least([supply.phases, ...values.map(phasesAsked)])
}

const phasesAsked = (value: ValueInForce) => value.period.numberPhases ?? 3

function ceilingOf(supply: Supply, unit: RateUnit, phases: number | undefined): number {
  return supply.current === 'DC'
    ? convert(supply.maxW, 'W', unit, undefined, supply.voltageV)
    : convert(supply.maxA, 'A', unit, phases, supply.voltageV)
}

/** Between A per phase and W over all of them. DC has no phases: one circuit. */
export function convert(
  value: number,
  from: RateUnit,
  to: RateUnit,
  phases: number | undefined,
  voltageV: number,
): number {
  if (from === to) return value
  const wattsPerAmpere = (phases ?? 1) * voltageV
  return to === 'W' ? value * wattsPerAmpere : value / wattsPerAmpere
}

function isCap(purpose: Purpose): boolean {
  return purpose === 'ChargingStationMaxProfile' || purpose === 'ChargingStationExternalConstraints'
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const present = values.filter(isPresent)
  return present.length > 0 ? Math.min(...present) : undefined
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

/** Floating point leaves 7.9999999. A thousandth is finer than any wire format; it is cut off, not rounded, so that no cap is passed. */
function tidy(value: number): number {
  return Math.floor(value * 1000 + 1e-6) / 1000
}

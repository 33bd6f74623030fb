import type { Version } from '@busbar/ocpp/versions'
import type { Supply } from '@busbar/smart-charging/composite-schedule'
import { type Clock, realClock, type Timer } from '../clock.ts'
import type { LogEntry } from '../log.ts'
import { Random } from '../random.ts'
import type { StationOptions } from '../station/options.ts'
import { SimulatedStation } from '../station/station.ts'
import { type DriverHabits, Drivers } from './drivers.ts'

/** A station of a fleet: all but what the fleet gives to each. */
export type FleetStation = Pick<StationOptions, 'id'> & Partial<Omit<StationOptions, 'id' | 'url' | 'clock' | 'onLog'>>

export interface FleetOptions extends Partial<DriverHabits> {
  url: string
  /** How many of a usual mix of versions and sizes, or which. */
  stations: number | readonly FleetStation[]
  seed?: string | number
  /** By station id. */
  passwords?: Readonly<Record<string, string>>
  clock?: Clock
  /** In front of the numbers of a counted fleet. Default `SIM-`. */
  idPrefix?: string
  /** For a counted fleet: the versions, in turn. */
  versions?: readonly Version[]
  /** Stations switch on one after the other over this time, as after a power cut they would not. Default 50 ms for each. */
  bootWithinS?: number
  /** EVSEs that have a visitor within the first minute. Default 40. */
  busyPercent?: number
  onLog?(entry: LogEntry): void
}

export interface Fleet {
  readonly stations: readonly SimulatedStation[]
  station(id: string): SimulatedStation | undefined
  stop(): void
}

/** Many stations in one process, with people coming and going. The same seed plays the same day. */
export function startFleet(options: FleetOptions): Fleet {
  const { url, passwords = {}, clock = realClock, onLog, busyPercent = 40 } = options
  const random = new Random(options.seed ?? 1)
  const plans = typeof options.stations === 'number' ? usualMix(options.stations, options) : options.stations
  const habits: DriverHabits = {
    arrivalsPerHour: options.arrivalsPerHour ?? 0.5,
    idTokens: options.idTokens ?? [],
    strangersPercent: options.strangersPercent ?? 2,
    faultsPerDay: options.faultsPerDay ?? 0.1,
    speed: options.speed ?? 1,
  }
  const stations = plans.map((plan) => {
    const password = plan.password ?? passwords[plan.id]
    return new SimulatedStation({
      version: 'ocpp2.0.1',
      seed: `${random.seed}/${plan.id}`,
      ...plan,
      url,
      clock,
      ...(password !== undefined && { password }),
      ...(onLog && { onLog }),
    })
  })
  const drivers: Drivers[] = []
  const stepMs = ((options.bootWithinS ?? plans.length * 0.05) * 1000) / Math.max(1, plans.length)
  const boots: Timer[] = stations.map((station, i) =>
    clock.setTimeout(() => {
      station.start()
      for (const evse of station.evses) {
        const people = new Drivers(station, evse, random.fork(`${station.id}/${evse.id}`), habits)
        drivers.push(people)
        people.start(busyPercent)
      }
    }, i * stepMs),
  )
  const byId = new Map(stations.map((station) => [station.id, station]))
  return {
    stations,
    station: (id) => byId.get(id),
    stop() {
      for (const boot of boots) boot.cancel()
      for (const people of drivers) people.stop()
      for (const station of stations) station.stop()
    },
  }
}

const ac = (phases: 1 | 3, maxA: number): Supply => ({ current: 'AC', phases, voltageV: 230, maxA })
const dc = (maxW: number): Supply => ({ current: 'DC', voltageV: 400, maxW })

/** Weighted as streets and motorways are: mostly AC, some DC, few very fast. */
const models: readonly { weight: number; vendor: string; model: string; supplies: readonly Supply[] }[] = [
  { weight: 4, vendor: 'Busbar', model: 'Kerb 22', supplies: [ac(3, 32), ac(3, 32)] },
  { weight: 2, vendor: 'Busbar', model: 'Wall 11', supplies: [ac(3, 16)] },
  { weight: 2, vendor: 'Busbar', model: 'Wall 7', supplies: [ac(1, 32)] },
  { weight: 1, vendor: 'Busbar', model: 'Rapid 60', supplies: [dc(60_000), ac(3, 32)] },
  { weight: 1, vendor: 'Busbar', model: 'Hub 180', supplies: [dc(180_000), dc(180_000)] },
]

function usualMix(count: number, { seed = 1, idPrefix = 'SIM-', versions }: FleetOptions): FleetStation[] {
  const spoken = versions ?? (['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const)
  const random = new Random(`${seed}/mix`)
  const bag = models.flatMap((model) => Array.from({ length: model.weight }, () => model))
  const digits = String(count).length
  return Array.from({ length: count }, (_, i) => {
    const { vendor, model, supplies } = random.pick(bag)
    return {
      id: `${idPrefix}${String(i + 1).padStart(Math.max(3, digits), '0')}`,
      version: spoken[i % spoken.length] ?? 'ocpp1.6',
      vendor,
      model,
      evses: supplies.map((supply) => ({ supply, registerWh: random.integer(0, 20_000_000) })),
    }
  })
}

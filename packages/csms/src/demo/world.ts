/** The demo's world: two sites, twenty charging stations of every version, and the cards of the people who charge there. */
import type { FleetStation } from '@busbar/simulator/fleet'

interface DemoSite {
  readonly id: string
  readonly name: string
  readonly time_zone: string
  readonly currency: string
  readonly address: string
  readonly city: string
  readonly postal_code: string
  readonly country: string
  readonly latitude: number
  readonly longitude: number
  readonly grid_limit_a: number
  readonly grid_phases: number
}

export const demoSites: readonly DemoSite[] = [
  {
    id: 'demo-indiranagar',
    name: 'Indiranagar Plaza',
    time_zone: 'Asia/Kolkata',
    currency: 'INR',
    address: '100 Feet Road',
    city: 'Bengaluru',
    postal_code: '560038',
    country: 'IN',
    latitude: 12.9719,
    longitude: 77.6412,
    grid_limit_a: 400,
    grid_phases: 3,
  },
  {
    id: 'demo-maasvlakte',
    name: 'Maasvlakte Truck Stop',
    time_zone: 'Europe/Amsterdam',
    currency: 'EUR',
    address: 'Europaweg 875',
    city: 'Rotterdam',
    postal_code: '3199 LD',
    country: 'NL',
    latitude: 51.9496,
    longitude: 4.0145,
    grid_limit_a: 1600,
    grid_phases: 3,
  },
]

export interface DemoStation extends FleetStation {
  readonly siteId: string
  readonly name: string
}

const acSupply = (phases: 1 | 3, maxA: number) => ({ current: 'AC', phases, voltageV: 230, maxA }) as const
const dcSupply = (maxW: number) => ({ current: 'DC', voltageV: 400, maxW }) as const

/** Who stands where, in which version: [first number, how many, model, supplies]. */
const rows = [
  ['demo-indiranagar', 'BLR', 6, 'Kerb 22', [acSupply(3, 32), acSupply(3, 32)]],
  ['demo-indiranagar', 'BLR', 4, 'Wall 7', [acSupply(1, 32)]],
  ['demo-indiranagar', 'BLR', 2, 'Rapid 60', [dcSupply(60_000), acSupply(3, 32)]],
  ['demo-maasvlakte', 'RTM', 5, 'Hub 180', [dcSupply(180_000), dcSupply(180_000)]],
  ['demo-maasvlakte', 'RTM', 3, 'Wall 11', [acSupply(3, 16)]],
] as const

const versions = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const

export const demoStations: readonly DemoStation[] = rows
  .flatMap(([siteId, prefix, count, model, supplies]) =>
    Array.from({ length: count }, () => ({ siteId, prefix, model, supplies })),
  )
  .map(({ siteId, prefix, model, supplies }, i, all) => {
    const number = all.slice(0, i + 1).filter((station) => station.prefix === prefix).length
    return {
      id: `DEMO-${prefix}-${String(number).padStart(2, '0')}`,
      siteId,
      name: `${model}, bay ${number}`,
      version: versions[i % versions.length] ?? 'ocpp1.6',
      vendor: 'Busbar',
      model,
      // Meters that have seen some years.
      evses: supplies.map((supply, evse) => ({ supply, registerWh: 3_100_000 + 1_370_411 * i + 512_307 * evse })),
      settings: { sampleIntervalS: 10 },
    }
  })

/** Batteries are so many times smaller, so that sessions come and go while somebody looks. */
export const demoSpeed = 4

interface DemoIdToken {
  readonly token: string
  readonly status: 'accepted' | 'blocked'
  readonly group?: string
  readonly note: string
}

const drivers = ['ANANYA', 'BRAM', 'CHITRA', 'DAAN', 'ELIF', 'FATIMA', 'GOPAL', 'HANNA', 'ISHAAN', 'JULIA']
const vans = Array.from({ length: 15 }, (_, i) => `VAN-${String(i + 1).padStart(2, '0')}`)

export const demoIdTokens: readonly DemoIdToken[] = [
  ...drivers.map((token) => ({ token, status: 'accepted' as const, note: 'a driver of the demo' })),
  ...vans.map((token) => ({
    token,
    status: 'accepted' as const,
    group: 'DEMO-FLEET',
    note: 'a van of the demo',
  })),
  { token: 'LOST-CARD', status: 'blocked', note: 'reported as lost, in the demo' },
]

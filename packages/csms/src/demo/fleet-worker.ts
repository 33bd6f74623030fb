/** The thread the demo's stations live in. */
import { parentPort, workerData } from 'node:worker_threads'
import { startFleet } from '@busbar/simulator/fleet'
import type { FleetOrder } from './demo.ts'

const { url, stations, idTokens, speed } = workerData as FleetOrder

const fleet = startFleet({
  url,
  stations,
  idTokens,
  // Enough to see something happen within a minute, on every start something else.
  seed: Date.now(),
  arrivalsPerHour: 4,
  busyPercent: 60,
  speed,
  bootWithinS: 3,
})

parentPort?.once('message', () => {
  fleet.stop()
  // Stations close their sockets; a moment for that.
  setTimeout(() => process.exit(0), 200)
})

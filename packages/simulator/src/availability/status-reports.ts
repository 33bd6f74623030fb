import type { Clock } from '../clock.ts'
import type { Connector, Evse } from '../evse/evse.ts'
import type { Sender } from '../link/message.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { EventNeeds } from './notify-event.ts'
import type { StatusWords } from './status-notification.ts'

interface Needs extends EventNeeds, Sender {
  readonly settings: Pick<Settings, 'minimumStatusDurationS'>
  readonly clock: Clock
  readonly protocol: StatusWords
}

/** Tells the CSMS what its connectors are doing: each change when online, the latest of each on return. */
export class StatusReports {
  readonly #station: Needs

  constructor(station: Needs) {
    this.#station = station
  }

  /** Looks at every connector: a reservation without EVSE or an availability may change many at once. */
  update(): void {
    const station = this.#station
    for (const evse of station.evses) {
      for (const connector of evse.connectors) {
        const status = station.protocol.statusOf(station, evse, connector)
        if (status === connector.status) continue
        connector.status = status
        connector.reported = false
        this.#reportSoon(evse, connector)
      }
    }
  }

  reportAll(): void {
    const station = this.#station
    if (station.protocol.tellsStationStatus(station)) this.reportStation()
    for (const evse of station.evses) {
      for (const connector of evse.connectors) {
        connector.status = station.protocol.statusOf(station, evse, connector)
        void this.report(evse, connector)
      }
    }
  }

  reportChanges(): void {
    this.update()
    for (const evse of this.#station.evses) {
      for (const connector of evse.connectors) if (!connector.reported) void this.report(evse, connector)
    }
  }

  /** Of the station as a whole. */
  reportStation(): void {
    const station = this.#station
    void station.send(station.protocol.stationStatus(station))
  }

  async report(evse: Evse, connector: Connector): Promise<void> {
    const station = this.#station
    const { status } = connector
    connector.reported = true
    const outcome = await station.send(station.protocol.statusNotification(station, evse, connector))
    if (outcome.outcome !== 'answered' && connector.status === status) connector.reported = false
  }

  /** MinimumStatusDuration: a status that passes quickly is not worth a message. */
  #reportSoon(evse: Evse, connector: Connector): void {
    const { settings, clock } = this.#station
    connector.statusTimer?.cancel()
    if (settings.minimumStatusDurationS === 0) return void this.report(evse, connector)
    connector.statusTimer = clock.setTimeout(
      () => void this.report(evse, connector),
      settings.minimumStatusDurationS * 1000,
    )
  }
}

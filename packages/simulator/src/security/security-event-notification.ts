import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import type { Timed } from '../clock.ts'
import type { Sender } from '../link/message.ts'
import type { Settings } from '../provisioning/settings.ts'

/** What the block needs of its station. */
export interface SecurityNeeds extends Timed, Sender {
  readonly settings: Settings
}

/** The same in every version. */
export function tellSecurityEvent(station: SecurityNeeds, type: string, techInfo?: string): void {
  if (station.settings.disableSecurityEvents) return
  const payload = {
    type,
    timestamp: station.now().toISOString(),
    ...(techInfo !== undefined && { techInfo }),
  } satisfies v16.SecurityEventNotificationRequest & v201.SecurityEventNotificationRequest
  void station.send({ action: 'SecurityEventNotification', payload })
}

import type { Version } from '@busbar/ocpp/versions'
import type { AuthorizeWords } from '../authorization/authorize.ts'
import type { StatusWords } from '../availability/status-notification.ts'
import type { LogWords } from '../diagnostics/log-status-notification.ts'
import type { FirmwareWords } from '../firmware/firmware-status-notification.ts'
import type { After } from '../link/message.ts'
import type { RegistrationWords } from '../provisioning/registration.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { ReservationWords } from '../reservations/reservation-status-update.ts'
import type { SimulatedStation } from '../station/station.ts'
import type { TransactionWords } from '../transactions/transaction-event.ts'

/** Answers a CALL of the CSMS. The request has passed the version's schema, so each handler may name its type. */
export type Handler<Request, Response> = (
  station: SimulatedStation,
  request: Request,
  after: After,
) => Response | Promise<Response>

/** One OCPP version, between the wire and the station's own words. */
export interface Protocol
  extends AuthorizeWords,
    FirmwareWords,
    LogWords,
    RegistrationWords,
    ReservationWords,
    StatusWords,
    TransactionWords {
  readonly version: Version
  /** Every action a CSMS of this version may send. */
  readonly handlers: Readonly<Record<string, Handler<never, object>>>
  /** Where the version differs from the station's usual settings. */
  readonly settings?: Partial<Settings>
  /** 2.x refuses two charging profiles for one slot, 1.6 replaces the older. */
  readonly profileRivals: 'refused' | 'replaced'
}

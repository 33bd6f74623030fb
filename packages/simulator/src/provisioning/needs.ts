import type { LocalAuthorization } from '../authorization/local-authorization.ts'
import type { Fault } from '../availability/fault.ts'
import type { Certificates } from '../certificates/certificates.ts'
import type { Conversation } from '../link/conversation.ts'
import type { Link } from '../link/link.ts'
import type { Quirks } from '../quirks.ts'
import type { Profiles } from '../smart-charging/profiles.ts'
import type { TransactionNeeds } from '../transactions/needs.ts'
import type { AlignedSampler } from '../transactions/sampling.ts'
import type { Nameplate } from './boot-notification.ts'
import type { Registration } from './registration.ts'

/** What configuration and device model read of the station, and what a new value touches. */
export interface ProvisioningNeeds extends TransactionNeeds, Nameplate {
  readonly options: Nameplate['options'] & { readonly quirks?: Quirks }
  readonly authorization: Pick<LocalAuthorization, 'listEntries'>
  readonly certificates: Pick<Certificates, 'count'>
  readonly profiles: TransactionNeeds['profiles'] & Pick<Profiles, 'count'>
  readonly operative: boolean
  readonly stationFault: Fault | undefined
  readonly securityProfile: number
  readonly alignedSampler: AlignedSampler
  readonly registration: Pick<Registration, 'restartHeartbeat'>
  readonly link: Pick<Link, 'session'>
  readonly conversation: Pick<Conversation, 'changePassword'>
}

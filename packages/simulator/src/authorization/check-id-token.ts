import type { Timed } from '../clock.ts'
import type { Sender } from '../link/message.ts'
import type { Settings } from '../provisioning/settings.ts'
import type { AuthorizeWords } from './authorize.ts'
import type { IdToken, IdTokenInfo } from './id-token.ts'
import { type LocalAuthorization, planAuthorization } from './local-authorization.ts'

/** What the block needs of its station. */
export interface AuthorizationNeeds extends Timed, Sender {
  readonly settings: Settings
  readonly authorization: LocalAuthorization
  readonly protocol: AuthorizeWords
}

/** By list, cache, or the CSMS. Without an answer the station is as good as offline. */
export async function checkIdToken(station: AuthorizationNeeds, idToken: IdToken): Promise<IdTokenInfo> {
  const { settings, authorization, clock } = station
  // C02: a start button needs nobody's permission.
  if (idToken.type === 'NoAuthorization') return { status: 'Accepted' }
  const local = authorization.lookUp(idToken, station.now().getTime())
  const plan = planAuthorization(settings, station.online, local)
  if (plan.decide !== 'ask') return plan.info
  const outcome = await station.send(station.protocol.authorize(idToken))
  if (outcome.outcome === 'answered') {
    const info = station.protocol.readAuthorize(outcome.response)
    authorization.remember(idToken, info, clock.now())
    return info
  }
  const offline = planAuthorization(settings, false, local)
  return offline.decide === 'ask' ? { status: 'Invalid' } : offline.info
}

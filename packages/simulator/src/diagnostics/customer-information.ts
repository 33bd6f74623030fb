import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import { idToken201 } from '../authorization/id-token.ts'
import type { LocalAuthorization } from '../authorization/local-authorization.ts'
import type { After, Sender } from '../link/message.ts'

interface Needs extends Sender {
  readonly authorization: LocalAuthorization
  now(): Date
}

/** N09, N10: what is known of a customer is told, or forgotten, or both. */
export function customerInformation201(
  station: Needs,
  { requestId, report, clear, idToken, customerIdentifier, customerCertificate }: v21.CustomerInformationRequest,
  after: After,
): v201.CustomerInformationResponse {
  const named = [idToken, customerIdentifier, customerCertificate].filter((value) => value !== undefined)
  if (named.length !== 1) return { status: 'Invalid' } // N09: exactly one of them names the customer
  if (!report && !clear) return { status: 'Rejected' }
  const token = idToken && idToken201(idToken)
  const known = token && station.authorization.lookUp(token, station.now().getTime())
  if (clear && token) station.authorization.forget(token)
  const data = known && token ? `${token.idToken}: ${known.info.status}, in the ${known.from}` : ''
  after(() => notifyCustomerInformation(station, requestId, report ? data : ''))
  return { status: 'Accepted' }
}

async function notifyCustomerInformation(station: Needs, requestId: number, data: string): Promise<void> {
  const payload = { requestId, data, seqNo: 0, generatedAt: station.now().toISOString() }
  await station.send({
    action: 'NotifyCustomerInformation',
    payload: payload satisfies v201.NotifyCustomerInformationRequest,
  })
}

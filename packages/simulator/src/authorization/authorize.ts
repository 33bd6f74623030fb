import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import type { Message } from '../link/message.ts'
import { type IdToken, type IdTokenInfo, idTagOf, idTokenInfo16, idTokenInfo201, wireIdToken } from './id-token.ts'

export interface AuthorizeWords {
  authorize(idToken: IdToken): Message
  readAuthorize(response: unknown): IdTokenInfo
}

export const authorize16 = (idToken: IdToken): Message => ({
  action: 'Authorize',
  payload: { idTag: idTagOf(idToken) } satisfies v16.AuthorizeRequest,
})

export const readAuthorize16 = (response: unknown): IdTokenInfo =>
  idTokenInfo16((response as v16.AuthorizeResponse).idTagInfo)

export const authorize201 = (idToken: IdToken): Message => ({
  action: 'Authorize',
  payload: { idToken: wireIdToken(idToken) } satisfies v201.AuthorizeRequest,
})

export const readAuthorize201 = (response: unknown): IdTokenInfo =>
  idTokenInfo201((response as v201.AuthorizeResponse).idTokenInfo)

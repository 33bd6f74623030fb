/** What a problem's status means, where several endpoints say the same. */
export const missing = { 404: 'There is none with this id' }
export const collides = { 412: 'It has changed since the revision in If-Match' }
export const outcomes = {
  404: 'There is no such charging station',
  409: 'The charging station is offline, or too many calls are waiting for it',
  501: "The station's OCPP version has no such action",
  502: 'The charging station answered with an error or with something invalid, or the connection was lost before it answered',
  504: 'The charging station did not answer in time',
}

import Type from 'typebox'
import { endpoint } from '../../http/endpoint.ts'
import { OperationState, Retry } from '../stations/operation-resource.ts'

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const problems = { 404: 'No such operation', 409: 'It is over already, or still under way' }

export const operationsEndpoints = {
  cancelOperation: endpoint({
    method: 'POST',
    path: '/operations/{id}/cancel',
    needs: 'station:command',
    tag: 'operations',
    summary: 'Give up an operation that is under way',
    description:
      'One that waits to be sent is not sent. A station that has it already is not told, as OCPP has no word for that; what it tells of it is kept all the same.',
    params,
    answers: { 200: OperationState },
    problems,
  }),
  retryOperation: endpoint({
    method: 'POST',
    path: '/operations/{id}/retry',
    needs: 'station:command',
    tag: 'operations',
    summary: 'Send an operation that is over once more, when its station is there',
    description:
      'At once, and then less and less often, until the station has answered or the time is over. What held a secret cannot be repeated, since secrets are not kept.',
    params,
    body: Retry,
    bodyOptional: true,
    answers: { 200: OperationState },
    problems: { ...problems, 422: 'The time is over already, or more than a month ahead' },
  }),
}

import Type from 'typebox'
import { endpoint } from '../endpoint.ts'
import {
  Action,
  AvailabilityRequest,
  CommandAnswer,
  commandParams,
  Description,
  evseParams,
  RawCall,
  StartRequest,
  UnlockRequest,
} from '../resources/command.ts'
import { Payload, Strict, Version } from '../resources/common.ts'
import { stationParams } from '../resources/station.ts'
import { missing, outcomes } from './problems.ts'

export const commandsEndpoints = {
  listCommands: endpoint({
    method: 'GET',
    path: '/stations/{id}/commands',
    tag: 'commands',
    summary: "Actions of the station's version, with their fields",
    params: stationParams,
    answers: { 200: Type.Object({ version: Version, items: Type.Array(Action) }) },
    problems: { ...missing, 409: 'The station never connected, so its version is not known' },
  }),
  runCommand: endpoint({
    method: 'POST',
    path: '/stations/{id}/commands/{name}',
    tag: 'commands',
    summary: 'Send an action and wait for the answer',
    description:
      "The body is the action's payload and goes on the wire as given: order kept, omitted members omitted. `transaction`, `reservation` and `chargingProfile` may be given as our ids, and are translated.",
    params: commandParams,
    body: Payload,
    bodyOptional: true,
    answers: { 200: CommandAnswer },
    problems: outcomes,
  }),
  callStation: endpoint({
    method: 'POST',
    path: '/stations/{id}/call',
    tag: 'commands',
    summary: 'Send any action of the version, untranslated',
    params: stationParams,
    body: RawCall,
    answers: { 200: CommandAnswer },
    problems: outcomes,
  }),
  startAtEvse: endpoint({
    method: 'POST',
    path: '/evses/{id}/start',
    tag: 'commands',
    summary: 'Request a start, whatever the version',
    description: 'Accepted means the station will try; the transaction appears when its event arrives.',
    params: evseParams,
    body: StartRequest,
    answers: { 200: CommandAnswer },
    problems: outcomes,
  }),
  unlockEvse: endpoint({
    method: 'POST',
    path: '/evses/{id}/unlock',
    tag: 'commands',
    summary: 'Unlock a connector, whatever the version',
    params: evseParams,
    body: UnlockRequest,
    bodyOptional: true,
    answers: { 200: CommandAnswer },
    problems: outcomes,
  }),
  changeEvseAvailability: endpoint({
    method: 'POST',
    path: '/evses/{id}/availability',
    tag: 'commands',
    summary: 'Take an EVSE (0: the station) out of or into operation, whatever the version',
    params: evseParams,
    body: AvailabilityRequest,
    answers: { 200: CommandAnswer },
    problems: outcomes,
  }),
  describeAction: endpoint({
    method: 'GET',
    path: '/describe/{version}/{action}',
    tag: 'commands',
    summary: 'Fields of an action’s request and response',
    params: Strict({ version: Version, action: Type.String({ maxLength: 64 }) }),
    answers: { 200: Description },
    problems: { 404: 'The version has no such action' },
  }),
}

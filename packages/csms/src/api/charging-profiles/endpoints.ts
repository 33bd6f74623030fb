import { Page } from '../../http/common.ts'
import { endpoint } from '../../http/endpoint.ts'
import { collides, missing } from '../../http/problems.ts'
import {
  ChargingProfile,
  ChargingProfileFilter,
  ChargingProfilePost,
  ChargingProfilePut,
  chargingProfileParams,
} from './resource.ts'

export const chargingProfilesEndpoints = {
  listChargingProfiles: endpoint({
    method: 'GET',
    path: '/charging-profiles',
    needs: 'charging-profile:read',
    tag: 'charging profiles',
    summary: 'Stored charging profiles, by id',
    query: ChargingProfileFilter,
    answers: { 200: Page(ChargingProfile) },
  }),
  getChargingProfile: endpoint({
    method: 'GET',
    path: '/charging-profiles/{id}',
    needs: 'charging-profile:read',
    tag: 'charging profiles',
    summary: 'A stored charging profile',
    params: chargingProfileParams,
    answers: { 200: ChargingProfile },
    problems: missing,
    versioned: true,
  }),
  postChargingProfile: endpoint({
    method: 'POST',
    path: '/charging-profiles',
    needs: 'charging-profile:write',
    tag: 'charging profiles',
    summary: 'Store a charging profile under an id the server gives',
    body: ChargingProfilePost,
    answers: { 201: ChargingProfile },
    versioned: true,
  }),
  putChargingProfile: endpoint({
    method: 'PUT',
    path: '/charging-profiles/{id}',
    needs: 'charging-profile:write',
    tag: 'charging profiles',
    summary: 'Create or change a stored charging profile',
    description: 'What stations have installed stays as it is until it is sent to them again.',
    params: chargingProfileParams,
    body: ChargingProfilePut,
    answers: { 200: ChargingProfile, 201: ChargingProfile },
    problems: { 409: 'The id belongs to somebody else', ...collides },
    versioned: true,
  }),
  deleteChargingProfile: endpoint({
    method: 'DELETE',
    path: '/charging-profiles/{id}',
    needs: 'charging-profile:write',
    tag: 'charging profiles',
    summary: 'Remove a stored charging profile (not from stations)',
    params: chargingProfileParams,
    answers: { 204: null },
    problems: { ...missing, ...collides },
    versioned: true,
  }),
}

/** All of the API: every endpoint with the function that answers it. A forgotten one does not compile. */
import { changeApiToken, createApiToken, listApiTokens, revokeApiToken } from '../api/api-tokens.ts'
import { listAudit } from '../api/audit.ts'
import {
  deleteChargingProfile,
  getChargingProfile,
  listChargingProfiles,
  postChargingProfile,
  putChargingProfile,
} from '../api/charging-profiles.ts'
import { callStation, runCommand } from '../api/commands.ts'
import { getConsoleSettings } from '../api/console-settings.ts'
import { describeAction, listCommands } from '../api/describe.ts'
import type { Handlers } from '../api/endpoint.ts'
import type { endpoints } from '../api/endpoints.ts'
import { deleteIdToken, getIdToken, listIdTokens, putIdToken } from '../api/id-tokens.ts'
import { changeEvseAvailability, checkStart, startAtEvse, stopTransaction, unlockEvse } from '../api/intents.ts'
import { listOrganisations } from '../api/organisations.ts'
import { getOverview } from '../api/overview.ts'
import { getReservation, listReservations } from '../api/reservations.ts'
import { deleteSite, getSite, listSites, putSite } from '../api/sites.ts'
import {
  listInstalledChargingProfiles,
  listMessages,
  listOperations,
  listSecurityEvents,
} from '../api/station-records.ts'
import { deleteStation, getStation, listStations, putStation } from '../api/stations.ts'
import {
  closeTransaction,
  getTransaction,
  listMeterValues,
  listTransactionEvents,
  listTransactions,
} from '../api/transactions.ts'
import {
  acceptUnknownStation,
  deleteUnknownStation,
  listTurnedAway,
  listUnknownStations,
} from '../api/unknown-stations.ts'
import { listVariables } from '../api/variables.ts'

export const apiRoutes = {
  getOverview,
  listAudit,
  getConsoleSettings,
  listOrganisations,

  listApiTokens,
  createApiToken,
  changeApiToken,
  revokeApiToken,

  listStations,
  getStation,
  putStation,
  deleteStation,
  listMessages,
  listVariables,
  listOperations,
  listSecurityEvents,
  listInstalledChargingProfiles,
  listUnknownStations,
  listTurnedAway,
  acceptUnknownStation,
  deleteUnknownStation,

  listCommands,
  runCommand,
  callStation,
  startAtEvse,
  checkStart,
  unlockEvse,
  changeEvseAvailability,
  describeAction,

  listSites,
  getSite,
  putSite,
  deleteSite,

  listIdTokens,
  getIdToken,
  putIdToken,
  deleteIdToken,

  listChargingProfiles,
  getChargingProfile,
  postChargingProfile,
  putChargingProfile,
  deleteChargingProfile,

  listTransactions,
  getTransaction,
  listMeterValues,
  listTransactionEvents,
  stopTransaction,
  closeTransaction,
  listReservations,
  getReservation,
} satisfies Handlers<typeof endpoints>

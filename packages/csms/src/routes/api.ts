/** All of the API: every endpoint with the function that answers it. A forgotten one does not compile. */
import { changeApiToken, createApiToken, listApiTokens, revokeApiToken } from '../api/api-tokens/handlers.ts'
import {
  deleteChargingProfile,
  getChargingProfile,
  listChargingProfiles,
  postChargingProfile,
  putChargingProfile,
} from '../api/charging-profiles/handlers.ts'
import { describeAction, listCommands } from '../api/commands/describe.ts'
import { callStation, runCommand } from '../api/commands/handlers.ts'
import {
  changeEvseAvailability,
  checkStart,
  startAtEvse,
  stopTransaction,
  unlockEvse,
} from '../api/commands/intents.ts'
import type { endpoints } from '../api/endpoints.ts'
import {
  getEnergyHistory,
  getPowerHistory,
  listRetention,
  previewRetention,
  putRetention,
} from '../api/history/handlers.ts'
import { listAudit } from '../api/house/audit.ts'
import { getConsoleSettings, listOrganisations } from '../api/house/first-questions.ts'
import { getOverview } from '../api/house/overview.ts'
import { deleteIdToken, getIdToken, listIdTokens, putIdToken } from '../api/id-tokens/handlers.ts'
import { cancelOperation, retryOperation } from '../api/operations/handlers.ts'
import { deleteSite, getSite, listSites, putSite } from '../api/sites/handlers.ts'
import { deleteStation, getStation, listStations, putStation } from '../api/stations/handlers.ts'
import {
  listInstalledChargingProfiles,
  listMessages,
  listOperations,
  listSecurityEvents,
} from '../api/stations/station-records.ts'
import {
  acceptUnknownStation,
  deleteUnknownStation,
  listTurnedAway,
  listUnknownStations,
} from '../api/stations/unknown-stations.ts'
import { listVariables } from '../api/stations/variables.ts'
import {
  closeTransaction,
  getTransaction,
  listMeterValues,
  listTransactionEvents,
  listTransactions,
} from '../api/transactions/handlers.ts'
import { getReservation, listReservations } from '../api/transactions/reservations.ts'
import type { Handlers } from '../http/endpoint.ts'

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

  cancelOperation,
  retryOperation,

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

  listRetention,
  previewRetention,
  putRetention,
  getEnergyHistory,
  getPowerHistory,
} satisfies Handlers<typeof endpoints>

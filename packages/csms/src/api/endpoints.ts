/** The whole API, by name. `routes/api.ts` pairs each name with the function that answers. */

import { apiTokensEndpoints } from './api-tokens/endpoints.ts'
import { chargingProfilesEndpoints } from './charging-profiles/endpoints.ts'
import { commandsEndpoints } from './commands/endpoints.ts'
import { historyEndpoints } from './history/endpoints.ts'
import { houseEndpoints } from './house/endpoints.ts'
import { idTokensEndpoints } from './id-tokens/endpoints.ts'
import { operationsEndpoints } from './operations/endpoints.ts'
import { sitesEndpoints } from './sites/endpoints.ts'
import { stationsEndpoints } from './stations/endpoints.ts'
import { transactionsEndpoints } from './transactions/endpoints.ts'

export const endpoints = {
  ...houseEndpoints,
  ...stationsEndpoints,
  ...commandsEndpoints,
  ...operationsEndpoints,
  ...sitesEndpoints,
  ...idTokensEndpoints,
  ...chargingProfilesEndpoints,
  ...transactionsEndpoints,
  ...apiTokensEndpoints,
  ...historyEndpoints,
}

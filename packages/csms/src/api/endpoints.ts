/** The whole API, by name. `routes/api.ts` pairs each name with the function that answers. */

import { apiTokensEndpoints } from './endpoints/api-tokens.ts'
import { chargingProfilesEndpoints } from './endpoints/charging-profiles.ts'
import { commandsEndpoints } from './endpoints/commands.ts'
import { houseEndpoints } from './endpoints/house.ts'
import { idTokensEndpoints } from './endpoints/id-tokens.ts'
import { sitesEndpoints } from './endpoints/sites.ts'
import { stationsEndpoints } from './endpoints/stations.ts'
import { transactionsEndpoints } from './endpoints/transactions.ts'

export const endpoints = {
  ...houseEndpoints,
  ...stationsEndpoints,
  ...commandsEndpoints,
  ...sitesEndpoints,
  ...idTokensEndpoints,
  ...chargingProfilesEndpoints,
  ...transactionsEndpoints,
  ...apiTokensEndpoints,
}

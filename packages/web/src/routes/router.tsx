/** Addresses and their pages. A page is fetched when it is first opened. */

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { currentToken, subscribe } from '../api/token.ts'
import { stationTabs } from '../features/stations/search.ts'
import { uncertainReasons } from '../features/transactions/uncertain-reasons.ts'
import { idTokenStatuses, reservationStates } from '../parts/tones.ts'
import { choosePlaceToBegin } from '../queries/organisations.ts'
import { NotFound, PageFailed, PagePending } from '../shell/page-faces.tsx'
import { Shell } from '../shell/shell.tsx'
import { SignInPage } from '../shell/sign-in-page.tsx'
import { oneOfIn, textIn } from './search.ts'

type Search = Record<string, unknown>
/** Every filter may be absent from an address. */
const optional = <T extends object>(search: T): Partial<T> => search

const root = createRootRoute({ notFoundComponent: NotFound })

const signInRoute = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search): { to?: string } => {
    const to = textIn(search, 'to')
    return to?.startsWith('/') && !to.startsWith('//') ? { to } : {}
  },
  component: SignInPage,
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    if (!currentToken()) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
    await choosePlaceToBegin()
  },
  component: Shell,
})

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
})

const stations = createRoute({
  getParentRoute: () => shell,
  path: '/stations',
  validateSearch: (search: Search) =>
    optional({
      q: textIn(search, 'q'),
      status: oneOfIn(search, 'status', ['online', 'offline', 'never']),
      admission: oneOfIn(search, 'admission', ['accepted', 'pending', 'rejected']),
      site: textIn(search, 'site'),
      version: oneOfIn(search, 'version', ['1.6', '2.0.1', '2.1']),
      faulted: oneOfIn(search, 'faulted', ['true']),
      sort: textIn(search, 'sort'),
    }),
  component: lazyRouteComponent(() => import('./stations-page.tsx'), 'StationsPage'),
})

const station = createRoute({
  getParentRoute: () => shell,
  path: '/stations/$stationId',
  validateSearch: (search: Search) => optional({ tab: oneOfIn(search, 'tab', stationTabs) }),
  component: lazyRouteComponent(() => import('./station-page.tsx'), 'StationPage'),
})

const transactions = createRoute({
  getParentRoute: () => shell,
  path: '/transactions',
  validateSearch: (search: Search) =>
    optional({
      state: oneOfIn(search, 'state', ['open', 'closed', 'probably-over']),
      doubt: oneOfIn(search, 'doubt', ['any', ...uncertainReasons]),
      station: textIn(search, 'station'),
      idTag: textIn(search, 'idTag'),
      site: textIn(search, 'site'),
      from: textIn(search, 'from'),
      to: textIn(search, 'to'),
    }),
  component: lazyRouteComponent(() => import('./transactions-page.tsx'), 'TransactionsPage'),
})

const transaction = createRoute({
  getParentRoute: () => shell,
  path: '/transactions/$transactionId',
  component: lazyRouteComponent(() => import('./transaction-page.tsx'), 'TransactionPage'),
})

const idTokens = createRoute({
  getParentRoute: () => shell,
  path: '/id-tokens',
  validateSearch: (search: Search) =>
    optional({
      q: textIn(search, 'q'),
      status: oneOfIn(search, 'status', idTokenStatuses),
    }),
  component: lazyRouteComponent(() => import('./id-tokens-page.tsx'), 'IdTokensPage'),
})

const sites = createRoute({
  getParentRoute: () => shell,
  path: '/sites',
  component: lazyRouteComponent(() => import('./sites-page.tsx'), 'SitesPage'),
})

const site = createRoute({
  getParentRoute: () => shell,
  path: '/sites/$siteId',
  component: lazyRouteComponent(() => import('./site-page.tsx'), 'SitePage'),
})

const reservations = createRoute({
  getParentRoute: () => shell,
  path: '/reservations',
  validateSearch: (search: Search) =>
    optional({
      state: oneOfIn(search, 'state', reservationStates),
      station: textIn(search, 'station'),
    }),
  component: lazyRouteComponent(() => import('./reservations-page.tsx'), 'ReservationsPage'),
})

const apiTokens = createRoute({
  getParentRoute: () => shell,
  path: '/api-tokens',
  component: lazyRouteComponent(() => import('./api-tokens-page.tsx'), 'ApiTokensPage'),
})

const retention = createRoute({
  getParentRoute: () => shell,
  path: '/retention',
  component: lazyRouteComponent(() => import('./retention-page.tsx'), 'RetentionPage'),
})

const chargingProfiles = createRoute({
  getParentRoute: () => shell,
  path: '/charging-profiles',
  component: lazyRouteComponent(() => import('./charging-profiles-page.tsx'), 'ChargingProfilesPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signInRoute,
    shell.addChildren([
      overview,
      stations,
      station,
      transactions,
      transaction,
      idTokens,
      sites,
      site,
      reservations,
      chargingProfiles,
      apiTokens,
      retention,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
})

// Signing in or out anywhere, a refused token included, puts every page's guard to the question again.
subscribe(() => void router.invalidate())

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

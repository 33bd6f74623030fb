/** The HTTP side of the house: API, its documentation, health and the console. WebSocket upgrades are not ours: see start.ts. */
import { fileURLToPath } from 'node:url'
import swagger, { type StaticDocumentSpec } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { endpoints } from '../api/endpoints.ts'
import { streamEvents } from '../api/house/follow-events.ts'
import type { Context } from '../context.ts'
import { serveConsole } from '../http/console.ts'
import { addEndpoint, urlOf } from '../http/door.ts'
import type { Endpoint, Handler } from '../http/endpoint.ts'
import { answerProblems, apiErrorOf, sendProblem } from '../http/errors.ts'
import { addHealth } from '../http/health.ts'
import {
  closeUnread,
  isTooDeep,
  limitSilence,
  mostBodyBytes,
  mostHeaderBytes,
  type Timeouts,
  usualTimeouts,
} from '../http/http-limits.ts'
import { openApiDocument } from '../http/openapi.ts'
import { ApiError } from '../http/problem.ts'
import { registerPublic, watchNeeds } from '../http/public-routes.ts'
import { apiRoutes } from './api.ts'

const consoleFolder = fileURLToPath(new URL('../../../web/dist', import.meta.url))

export interface AppOptions {
  /** Where the built console lies. */
  readonly consoleFolder?: string
  readonly timeouts?: Timeouts
}

export async function createApp(ctx: Context, options: AppOptions = {}): Promise<FastifyInstance> {
  const { timeouts = usualTimeouts } = options
  const app = Fastify({
    loggerInstance: logOf(ctx) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: mostBodyBytes,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    // An id token of 255 characters, each percent-encoded.
    routerOptions: { maxParamLength: 1000 },
    // An address that cannot be decoded never reaches a route.
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, apiErrorOf(error)),
    // Only WebSockets are ours to upgrade; HTTP clients that offer HTTP/2 on the way (Java's do) go on in HTTP/1.1.
    http: {
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
      headersTimeout: timeouts.headersMs,
      connectionsCheckingInterval: timeouts.checkEveryMs,
      maxHeaderSize: mostHeaderBytes,
    },
    // Followers of /events never end by themselves.
    forceCloseConnections: true,
  })
  const checkNeeds = watchNeeds(app)
  limitSilence(app.server)
  closeUnread(app)
  answerProblems(app)
  readJson(app)
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    if (request.url.startsWith('/api/v1')) reply.header('cache-control', 'no-store')
  })

  // Each is checked against its own endpoint in the route table.
  const handlers = apiRoutes as unknown as Record<string, Handler<Endpoint>>
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    if (endpoint.stream) continue
    addEndpoint(app, ctx, endpoint, handlers[name] as Handler<Endpoint>)
  }
  const { followEvents } = endpoints
  app.get(urlOf(followEvents), { config: { needs: followEvents.needs } }, (request, reply) =>
    streamEvents(ctx, request, reply),
  )

  await addDocumentation(app)
  addHealth(app, ctx)
  await serveConsole(app, { folder: options.consoleFolder ?? consoleFolder, tileUrl: ctx.config.tileUrl })
  checkNeeds()
  return app
}

/** What Fastify has to say at `info` is where it listens, and the banner tells that. */
const logOf = ({ log }: Context) => (log.level === 'info' ? log.child({}, { level: 'warn' }) : log)

/** JSON as it is written: members keep their order; an empty body is none. */
function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else if (isTooDeep(body as string)) done(new ApiError(400, 'malformed', 'It is nested too deeply'))
    else parse(request, body as string, done)
  })
}

async function addDocumentation(app: FastifyInstance): Promise<void> {
  const document = openApiDocument(endpoints) as StaticDocumentSpec['document']
  const text = JSON.stringify(document)
  app.get('/api/openapi.json', { config: { needs: 'public' } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text),
  )
  await registerPublic(app, async (open) => {
    await open.register(swagger, { mode: 'static', specification: { document } })
    await open.register(swaggerUi, {
      routePrefix: '/api/docs',
      uiConfig: { docExpansion: 'list', layout: 'BaseLayout', persistAuthorization: false },
      theme: { title: 'Busbar API' },
      staticCSP: true,
      // The page sets styles inline; everything else comes from here, and nothing from the internet.
      transformStaticCSP: (policy) =>
        policy
          .replaceAll(' https:', '')
          .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
          // Under any name but localhost, a browser would ask for the page's own files by https, where nobody answers.
          .replace(/;? *upgrade-insecure-requests;?/, ''),
    })
  })
}

/** The operator console: static files of packages/web, one page for every address that is not a file's. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './errors.ts'
import { ApiError } from './problem.ts'
import { registerPublic } from './public-routes.ts'

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Busbar</title>
<h1>The console is not built</h1><p>Run <code>npm run build -w packages/web</code> and start again.
The API is here: <a href="/api/docs">its documentation</a>.</p></html>`

export interface ConsoleOptions {
  readonly folder: string
  /** Where map tiles come from, when a setting says so. */
  readonly tileUrl: string | null
}

export async function serveConsole(app: FastifyInstance, { folder, tileUrl }: ConsoleOptions): Promise<void> {
  const indexFile = join(folder, 'index.html')
  const built = existsSync(indexFile)
  const page = built ? readFileSync(indexFile, 'utf8') : notBuilt
  const policy = contentSecurityPolicy(page, tileUrl)

  const sendPage = (reply: FastifyReply): FastifyReply =>
    reply
      .code(built ? 200 : 503)
      .headers({ 'content-security-policy': policy, 'cache-control': 'no-cache', 'referrer-policy': 'same-origin' })
      .type('text/html; charset=utf-8')
      .send(page)

  if (built) {
    await registerPublic(app, async (open) =>
      open.register(fastifyStatic, {
        root: folder,
        index: false,
        // Vite puts a hash of the content into the names below assets/.
        setHeaders: (reply, path) => {
          const immutable = path.includes(`${join(folder, 'assets')}/`)
          reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
        },
        wildcard: false,
        globIgnore: ['**/index.html'],
      }),
    )
  }
  app.get('/', { config: { needs: 'public' } }, (_request, reply) => sendPage(reply))
  app.setNotFoundHandler((request, reply) =>
    isPageAddress(request) ? sendPage(reply) : sendProblem(request, reply, new ApiError(404, 'not-found')),
  )
}

/** Addresses of the console's own router; a missing file or endpoint must not look like a page. */
function isPageAddress(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? ''
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    (request.headers.accept ?? '*/*').match(/text\/html|\*\/\*/) !== null &&
    !/^\/(api|ocpp|health|assets)(\/|$)/.test(path)
  )
}

/** Everything from here but map tiles; inline scripts only as built; styles inline, as the component library sets them. */
function contentSecurityPolicy(page: string, tileUrl: string | null): string {
  // Tile servers are often many: `https://{s}.tile.example.com/…`.
  const tiles = /^https?:\/\/[^/]+/.exec(tileUrl ?? '')?.[0].replace(/\{\w+\}/g, '*')
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  return [
    "default-src 'self'",
    `script-src ${["'self'", ...inline].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    `img-src ${["'self'", 'data:', 'blob:', ...(tiles ? [tiles] : [])].join(' ')}`,
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

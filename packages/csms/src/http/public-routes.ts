/** What is outside the endpoint table: every address says what it needs, or the server does not start. */
import type { FastifyInstance, RouteOptions } from 'fastify'

/** Plugins bring routes of their own; those of this one are open to everybody. */
export function registerPublic(app: FastifyInstance, addRoutes: (app: FastifyInstance) => Promise<unknown>) {
  return app.register(async (open) => {
    open.addHook('onRoute', (route) => {
      route.config = { ...route.config, needs: 'public' }
    })
    await addRoutes(open)
  })
}

/** Call it before the first route; what it gives, after the last. */
export function watchNeeds(app: FastifyInstance): () => void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  return () => {
    const silent = routes.filter(({ config }) => config?.needs === undefined)
    if (silent.length > 0) throw new Error(`not said what it needs: ${silent.map(({ url }) => url).join(', ')}`)
    const open = routes.filter(({ url, config }) => config?.needs === 'public' && url.startsWith('/api/v1'))
    if (open.length > 0) throw new Error(`open to everybody: ${open.map(({ url }) => url).join(', ')}`)
  }
}

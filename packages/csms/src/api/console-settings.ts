import type { Handler } from './endpoint.ts'
import type { endpoints } from './endpoints.ts'

export const getConsoleSettings: Handler<(typeof endpoints)['getConsoleSettings']> = async ({ config }) => ({
  status: 200,
  body: { tileUrl: config.tileUrl, tileAttribution: config.tileAttribution },
})

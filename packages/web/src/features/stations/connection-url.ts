/** What to type into a charging station: stations append their own id to the URL, or want it spelt out. */
export const connectionUrl = (id: string): string =>
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ocpp/${encodeURIComponent(id)}`

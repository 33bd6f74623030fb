import Type, { type Static } from 'typebox'
import { Nullable, Payload, StationId, Strict, Text, Time } from '../../http/common.ts'

export const EventFilter = Strict({
  station: Type.Optional(StationId),
  kinds: Type.Optional(
    Text(500, {
      description: 'Comma-separated kinds, or their beginnings up to the dot',
      examples: ['transaction,connector.status'],
    }),
  ),
  readingsOf: Type.Optional(
    Type.Unsafe<string>({
      ...StationId,
      description: 'A station whose meter readings are told, too, where `kinds` leaves out those of all',
    }),
  ),
  organisation: Type.Optional(Text(48, { description: 'For EventSource: as the header Busbar-Organisation' })),
  access_token: Type.Optional(Text(200, { description: 'For EventSource, which cannot set headers' })),
})

export const Event = Type.Object(
  {
    kind: Type.String({ examples: ['transaction.started', 'connector.status', 'meter', 'message', 'reset'] }),
    at: Time,
    station: Nullable(Type.String()),
    subject: Nullable(Type.String(), { description: 'Id of what changed: a transaction, an EVSE, an id token …' }),
    data: Payload,
  },
  { $id: 'Event', description: 'The `data:` line of a server-sent event; its `event:` line is the kind' },
)
export type Event = Static<typeof Event>

import type { TurnAway } from '../stations/turned-away.ts'
import { turnAwayOf } from '../stations/turning-away.ts'
import type { TurnedAway } from './resources/station.ts'
import { iso } from './wire.ts'

export function turnedAwayResource({ code, detail, remoteAddress, firstAt, lastAt, count }: TurnAway): TurnedAway {
  const { status, reason, remedy } = turnAwayOf(code)
  return {
    ...{ code, status, reason, remedy, detail, remoteAddress },
    ...{ firstAt: iso(firstAt), lastAt: iso(lastAt), times: count },
  }
}

import type { TurnAway } from '../../connections/turned-away.ts'
import { iso } from '../../http/wire.ts'
import { turnAwayOf } from '../../stations/turning-away.ts'
import type { TurnedAway } from './resource.ts'

export function turnedAwayResource({ code, detail, remoteAddress, firstAt, lastAt, count }: TurnAway): TurnedAway {
  const { status, reason, remedy } = turnAwayOf(code)
  return {
    ...{ code, status, reason, remedy, detail, remoteAddress },
    ...{ firstAt: iso(firstAt), lastAt: iso(lastAt), times: count },
  }
}

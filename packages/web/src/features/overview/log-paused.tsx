import type { Overview } from '../../api/types.ts'
import { Notice, Notices } from '../../parts/notice.tsx'
import { Ago } from '../../parts/times.tsx'
import { counted, t } from '../../texts/text.ts'

/** Nothing while messages are logged, or are not meant to be. */
export function LogPaused({ overview }: { readonly overview: Overview | undefined }) {
  const log = overview?.messageLog
  if (log?.state !== 'paused') return null
  return (
    <Notices>
      <Notice tone="faulted" title={t('logPaused.title')} alert>
        {t('logPaused.words')} {counted('logPaused.missed', log.notLogged)} {log.since && <Ago at={log.since} />}
      </Notice>
    </Notices>
  )
}

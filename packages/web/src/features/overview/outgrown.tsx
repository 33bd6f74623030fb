import type { Overview } from '../../api/types.ts'
import { Notice, Notices } from '../../parts/notice.tsx'
import { t } from '../../texts/text.ts'

type Sign = Overview['outgrown'][number]

/** Signs that the embedded database is too small a place, and what to do about it. */
export function Outgrown({ overview }: { readonly overview: Overview | undefined }) {
  if (!overview || overview.outgrown.length === 0) return null
  return (
    <Notices>
      <Notice tone="warning" title={t('outgrown.title')}>
        {overview.outgrown.map((sign) => (
          <div key={sign.code}>{signText(sign)}</div>
        ))}
        <div>
          {t('outgrown.what')} <code>npm start -- move --to postgres://…</code>
        </div>
      </Notice>
    </Notices>
  )
}

function signText(sign: Sign): string {
  switch (sign.code) {
    case 'embedded-database-large':
      return t('outgrown.large', { gigabytes: (sign.bytes / 1e9).toFixed(1) })
    case 'embedded-database-busy':
      return t('outgrown.busy', { percent: Math.round(sign.share * 100) })
  }
}

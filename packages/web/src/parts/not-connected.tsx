import { IconPlugConnectedX } from '@tabler/icons-react'
import { t } from '../texts/text.ts'
import { Notice } from './notice.tsx'

/** Why the buttons of a page cannot be pressed: in words, since who touches the screen has no hover. */
export function NotConnected() {
  return (
    <Notice tone="warning" icon={IconPlugConnectedX}>
      {t('station.notConnectedWords')}
    </Notice>
  )
}

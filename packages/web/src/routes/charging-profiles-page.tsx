import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { ChargingProfile } from '../api/types.ts'
import { ProfileForm } from '../features/charging-profiles/profile-form.tsx'
import { ProfileTable } from '../features/charging-profiles/profile-table.tsx'
import { Page } from '../parts/page.tsx'
import { t } from '../texts/text.ts'

export function ChargingProfilesPage() {
  const [editing, setEditing] = useState<ChargingProfile | 'new' | null>(null)
  return (
    <Page
      title={t('nav.chargingProfiles')}
      sub={t('chargingProfiles.words')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
          {t('chargingProfiles.add')}
        </Button>
      }
    >
      <ProfileTable onEdit={setEditing} />
      <ProfileForm profile={editing} onClose={() => setEditing(null)} />
    </Page>
  )
}

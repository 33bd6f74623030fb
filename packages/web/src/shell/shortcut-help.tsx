import { Group, Kbd, Stack, Text } from '@mantine/core'
import { Dialog } from '../parts/dialog.tsx'
import { t } from '../texts/text.ts'
import { rooms } from './nav.ts'

export function ShortcutHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title={t('shortcuts.title')}>
      <Stack gap="xs">
        <Shortcut keys={[t('palette.key')]} text={t('shortcuts.palette')} />
        <Shortcut keys={['/']} text={t('shortcuts.palette')} />
        {rooms.map((room) => (
          <Shortcut key={room.key} keys={['g', room.key]} text={t('shortcuts.go', { room: t(room.text) })} />
        ))}
        <Shortcut keys={['↑', '↓']} text={t('shortcuts.rows')} />
        <Shortcut keys={['?']} text={t('shortcuts.help')} />
      </Stack>
    </Dialog>
  )
}

function Shortcut({ keys, text }: { readonly keys: readonly string[]; readonly text: string }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text>{text}</Text>
      <Group gap={4} wrap="nowrap">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </Group>
    </Group>
  )
}

import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconRefresh, IconRestore, IconRotateClockwise2 } from '@tabler/icons-react'
import type { Station } from '../../api/types.ts'
import { t } from '../../texts/text.ts'

interface ResetMenuProps {
  readonly station: Station
  onReset(type: string): void
  onTrigger(message: string): void
}

/** Resets in the words of the station's version, and a request to report its state anew. */
export function ResetMenu({ station, onReset, onTrigger }: ResetMenuProps) {
  const gentle = station.version === '1.6' ? 'Soft' : 'OnIdle'
  const hard = station.version === '1.6' ? 'Hard' : 'Immediate'
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={15} />} disabled={!station.connected}>
          {t('command.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('command.reset')}</Menu.Label>
        <Menu.Item leftSection={<IconRotateClockwise2 size={16} />} onClick={() => onReset(gentle)}>
          {t('command.resetGentle')}
        </Menu.Item>
        <Menu.Item leftSection={<IconRestore size={16} />} onClick={() => onReset(hard)}>
          {t('command.resetHard')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => onTrigger('StatusNotification')}>
          {t('command.triggerStatus')}
        </Menu.Item>
        <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => onTrigger('BootNotification')}>
          {t('command.triggerBoot')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

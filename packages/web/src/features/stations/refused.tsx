import { Button, Code, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconMessageOff } from '@tabler/icons-react'
import type { Station } from '../../api/types.ts'
import { failureText } from '../../parts/faces.tsx'
import { Notice } from '../../parts/notice.tsx'
import { At } from '../../parts/times.tsx'
import { counted, t, wordFor } from '../../texts/text.ts'
import { useChangeStation } from './commands.ts'
import classes from './refused.module.css'

/** For a list: how many, and what would help, when it is pointed at. */
export function RefusedMark({ station: { refused } }: { readonly station: Station }) {
  if (!refused) return null
  const help = refused.tolerances.length > 0 ? `: ${refused.tolerances.join(', ')}` : ''
  const label = `${counted('refused.title', refused.count)}${help}`
  return (
    <span className={classes.mark} role="img" aria-label={label} title={label}>
      <IconMessageOff size={15} aria-hidden />
    </span>
  )
}

/** Messages of the station do not get through, and often one click would let them. */
export function RefusedMessages({
  station,
  timeZone,
}: {
  readonly station: Station
  readonly timeZone: string | undefined
}) {
  const change = useChangeStation(station)
  const { refused } = station
  if (!refused) return null
  const missing = refused.tolerances.filter((one) => !station.tolerances.includes(one))
  const helpsAll = refused.by.every(({ tolerances }) => tolerances.length > 0)
  return (
    <Notice tone="warning" title={counted('refused.title', refused.count)}>
      <div>
        {t('refused.since')} <At at={refused.since} {...(timeZone && { timeZone })} />
      </div>
      <ul className={classes.kinds}>
        {refused.by.slice(0, 5).map(({ direction, action, count, problem, tolerances }) => (
          <li key={`${direction} ${action} ${tolerances.join()}`}>
            {count} × {action ?? t('refused.noMessage')}
            {direction === 'out' && ` (${t('refused.answer')})`}: <span className={classes.problem}>{problem}</span>
          </li>
        ))}
      </ul>
      {missing.length === 0 ? (
        <div className={classes.help}>{t('refused.nothingHelps')}</div>
      ) : (
        <>
          <div className={classes.help}>
            {counted(helpsAll ? 'refused.helps' : 'refused.helpsSome', missing.length)}
          </div>
          <ul className={classes.kinds}>
            {missing.map((one) => (
              <li key={one}>
                <Code>{one}</Code> {wordFor('tolerance', one)}
              </li>
            ))}
          </ul>
        </>
      )}
      {missing.length > 0 && (
        <Group mt="xs">
          <Button
            size="compact-sm"
            variant="default"
            loading={change.isPending}
            onClick={() =>
              change.mutate(
                { tolerances: [...station.tolerances, ...missing] },
                {
                  onSuccess: () => notifications.show({ message: t('refused.tolerated') }),
                  onError: (error) => notifications.show({ color: 'red', message: failureText(error) }),
                },
              )
            }
          >
            {t('refused.tolerate')}
          </Button>
        </Group>
      )}
    </Notice>
  )
}

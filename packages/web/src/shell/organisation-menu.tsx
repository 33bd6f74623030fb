import { Button, Menu } from '@mantine/core'
import { IconBuilding, IconCheck, IconChevronDown, IconMovie } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { currentOrganisation, goToOrganisation } from '../api/organisation.ts'
import { organisationsQuery, waitingAtHomeQuery } from '../queries/organisations.ts'
import { counted, t } from '../texts/text.ts'
import classes from './shell.module.css'

/** Only where there is a choice: the demo beside one's own. */
export function OrganisationMenu() {
  const { data: organisations = [] } = useQuery(organisationsQuery)
  if (organisations.length < 2) return null
  const current = organisations.find(({ id }) => id === currentOrganisation()) ?? organisations[0]
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button
          variant={current?.demo ? 'light' : 'default'}
          size="xs"
          classNames={{ label: classes.organisation }}
          aria-label={t('organisation.menu', { name: current?.name ?? '' })}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {current?.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {organisations.map(({ id, name, demo }, i) => {
          const Icon = demo ? IconMovie : IconBuilding
          return (
            <Menu.Item
              key={id}
              leftSection={<Icon size={16} />}
              rightSection={id === current?.id ? <IconCheck size={14} /> : null}
              onClick={() => goToOrganisation(i === 0 ? null : id)}
            >
              {name}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Whoever looks at the demo knows it, and how to get home. */
export function DemoBanner() {
  const { data: organisations = [] } = useQuery(organisationsQuery)
  const current = organisations.find(({ id }) => id === currentOrganisation())
  const [home] = organisations
  if (!current?.demo || !home) return null
  return <InDemo home={home.id} />
}

function InDemo({ home }: { readonly home: string }) {
  const { data: waiting = 0 } = useQuery(waitingAtHomeQuery(home))
  return (
    <div className={classes.demo}>
      <IconMovie size={17} aria-hidden />
      <span>{t('organisation.demo')}</span>
      <Button size="compact-xs" variant="default" onClick={() => goToOrganisation(null)}>
        {waiting > 0 ? counted('organisation.homeWaiting', waiting) : t('organisation.home')}
      </Button>
    </div>
  )
}

/** The kebab-case names of actions, as commands have them in the API: `AFRRSignal` is `afrr-signal`. */
import { actionsFrom, type Version, versions } from '@busbar/ocpp/versions'

export function commandName(action: string): string {
  return action
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
}

const actionsByName = new Map(
  versions.flatMap((version) => actionsFrom(version, 'csms').map((action) => [commandName(action), action] as const)),
)

/** undefined: no version has such a command. */
export const actionNamed = (name: string): string | undefined => actionsByName.get(name)

export const commandsOf = (version: Version): readonly { action: string; name: string }[] =>
  actionsFrom(version, 'csms').map((action) => ({ action, name: commandName(action) }))

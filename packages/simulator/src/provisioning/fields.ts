import { type Measurand, measurands } from '../evse/meter.ts'
import type { After } from '../link/message.ts'
import { restartSampling } from '../transactions/sampling.ts'
import type { ProvisioningNeeds } from './needs.ts'
import type { Settings } from './settings.ts'

/** A setting as text: what 1.6 puts behind a configuration key and 2.x behind a variable. */
export interface Field {
  /** Undefined for what may be written but not read. */
  read(station: ProvisioningNeeds): string | undefined
  /** Absent: readonly. False: the value is not possible. */
  write?(station: ProvisioningNeeds, value: string, after: After): boolean
  /** Takes effect when the station starts again. */
  needsReboot?: true
  dataType: 'string' | 'decimal' | 'integer' | 'dateTime' | 'boolean' | 'OptionList' | 'SequenceList' | 'MemberList'
  min?: number
  valuesList?: string
}

type Of<Value> = { [Name in keyof Settings]: Settings[Name] extends Value ? Name : never }[keyof Settings]
type Effect = (station: ProvisioningNeeds) => void

export const resample: Effect = restartSampling
export const reheartbeat: Effect = (station) => station.registration.restartHeartbeat()
export const reping: Effect = ({ link, settings }) => {
  const { session } = link
  if (session) session.pingIntervalMs = settings.webSocketPingIntervalS * 1000
}

export function flag(name: Of<boolean>): Field {
  return {
    dataType: 'boolean',
    read: ({ settings }) => String(settings[name]),
    write({ settings }, value) {
      if (!/^(true|false)$/i.test(value)) return false
      settings[name] = value.toLowerCase() === 'true'
      return true
    },
  }
}

/** Several names: 1.6 has one key for what 2.x tells apart. */
export function integer(names: Of<number> | readonly Of<number>[], effect?: Effect, min = 0): Field {
  const all = typeof names === 'string' ? [names] : names
  return {
    dataType: 'integer',
    min,
    read: ({ settings }) => String(settings[all[0] as Of<number>]),
    write(station, value) {
      if (!/^\d{1,9}$/.test(value) || Number(value) < min) return false
      for (const name of all) station.settings[name] = Number(value)
      effect?.(station)
      return true
    },
  }
}

export function list<Item extends string>(name: Of<Item[]>, possible: readonly Item[], effect?: Effect): Field {
  return {
    dataType: 'MemberList',
    valuesList: possible.join(','),
    read: ({ settings }) => (settings[name] as Item[]).join(','),
    write(station, value) {
      const wanted = value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
      if (!wanted.every((item): item is Item => possible.some((p) => p === item))) return false
      Object.assign(station.settings, { [name]: wanted })
      effect?.(station)
      return true
    },
  }
}

export const measurandList = (name: Of<Measurand[]>) => list<Measurand>(name, measurands, resample)

export function text(name: Of<string>, isPossible: (value: string) => boolean = () => true): Field {
  return {
    dataType: 'string',
    read: ({ settings }) => settings[name],
    write({ settings }, value) {
      if (!isPossible(value)) return false
      settings[name] = value
      return true
    },
  }
}

export function fixed(
  read: (station: ProvisioningNeeds) => string | number | boolean,
  dataType: Field['dataType'] = 'integer',
  valuesList?: string,
): Field {
  return { dataType, read: (station) => String(read(station)), ...(valuesList !== undefined && { valuesList }) }
}

/** Small translations between rows and resources. */
import type { Version } from '@busbar/ocpp/versions'

export const iso = (at: Date): string => at.toISOString()
export const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null

/** A sum of powers, W, without the noise of binary fractions. */
export const tenths = (powerW: number): number => Math.round(powerW * 10) / 10

const versionNames: Record<Version, '1.6' | '2.0.1' | '2.1'> = {
  'ocpp1.6': '1.6',
  'ocpp2.0.1': '2.0.1',
  'ocpp2.1': '2.1',
}
export const versionName = (version: string): '1.6' | '2.0.1' | '2.1' => versionNames[version as Version]
export const versionNameOrNull = (version: string | null) => (version === null ? null : versionName(version))
export const protocolOf = (name: '1.6' | '2.0.1' | '2.1'): Version => `ocpp${name}`

/** A pattern for `ilike` that finds `text` anywhere, taken literally. */
export const anywhere = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

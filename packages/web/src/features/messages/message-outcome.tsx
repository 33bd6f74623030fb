import type { Message } from '../../api/types.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import type { Tone } from '../../parts/tones.ts'
import { wordFor } from '../../texts/text.ts'

const tones: Readonly<Record<string, Tone>> = { answered: 'available', sent: 'available' }

export function MessageOutcome({ message }: { readonly message: Message }) {
  const tone = message.deviations.length > 0 ? 'warning' : (tones[message.outcome] ?? 'faulted')
  const word = message.errorCode ?? wordFor('messageOutcome', message.outcome)
  return <StateBadge tone={tone}>{word}</StateBadge>
}

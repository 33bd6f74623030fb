/** A busbar with its taps. */
export function Logo({ size = 26 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect x="3" y="7" width="26" height="6" rx="1.5" fill="var(--busbar-current)" />
      <circle cx="6.600" cy="10" r="1.200" fill="var(--busbar-surface)" />
      <circle cx="25.400" cy="10" r="1.200" fill="var(--busbar-surface)" />
      <path
        d="M8 14h3.500v10a1.750 1.750 0 0 1-3.500 0zM14.250 14h3.500v5.500a1.750 1.750 0 0 1-3.500 0zM20.500 14h3.500v8a1.750 1.750 0 0 1-3.500 0z"
        fill="var(--busbar-accent)"
        opacity="0.75"
      />
    </svg>
  )
}

/**
 * For whom this browser acts, when that is not the token's own organisation: the demo's, while it is on. A change begins anew, since nothing
 * on screen or in the cache is the other one's.
 */
const key = 'busbar.organisation'
/** The token's own, on purpose. */
const own = ''

let chosen = localStorage.getItem(key)

/** null: the token's own. */
export const currentOrganisation = (): string | null => chosen || null

/** For what is the token's own, also while its holder looks at the demo. */
export const atHome = { 'Busbar-Organisation': own }

/** Did anybody choose, or is it as it came? */
export const hasChosenOrganisation = (): boolean => chosen !== null

export function chooseOrganisation(id: string | null): void {
  chosen = id ?? own
  localStorage.setItem(key, chosen)
}

export function forgetOrganisation(): void {
  chosen = null
  localStorage.removeItem(key)
}

export function goToOrganisation(id: string | null): void {
  chooseOrganisation(id)
  location.assign('/')
}

/** The one that was chosen is not there any more. */
export function leaveOrganisation(): void {
  if (currentOrganisation() === null) return
  forgetOrganisation()
  location.assign('/')
}

/** The API token this browser is signed in with. Kept for the session, or longer when the reader asks for it. */
import { useSyncExternalStore } from 'react'
import { forgetOrganisation } from './organisation.ts'

const key = 'busbar.token'
const listeners = new Set<() => void>()
let token = localStorage.getItem(key) ?? sessionStorage.getItem(key)

export const currentToken = (): string | null => token

export function signIn(newToken: string, remember: boolean): void {
  forget()
  ;(remember ? localStorage : sessionStorage).setItem(key, newToken)
  token = newToken
  tell()
}

export function signOut(): void {
  forget()
  token = null
  tell()
}

export const useToken = (): string | null => useSyncExternalStore(subscribe, currentToken)

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function forget(): void {
  forgetOrganisation()
  localStorage.removeItem(key)
  sessionStorage.removeItem(key)
}

function tell(): void {
  for (const listener of listeners) listener()
}

/** Who uses this phone. The last known person stays known offline, so that work goes on without network. */
import { api, Problem, type Schema } from '@zhijian/api'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

const KEPT = 'zhijian.field.session'

type Session = Schema<'Session'>

export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  /** Whether the server has confirmed the session since the app was opened. */
  const isConfirmed = shallowRef(false)
  const person = computed(() => session.value?.person ?? null)

  /** Ask the server who we are; without an answer the person of the last visit stays. Raises `Problem` for other refusals. */
  async function load(): Promise<void> {
    try {
      keep(await api.get('/api/v1/portal/session', { anonymous: true, timeoutMs: 8000 }))
      isConfirmed.value = true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.status === 401) forget()
      else if (error.isOffline || error.status >= 500) session.value = remembered()
      else throw error
    }
  }

  function keep(found: Session): void {
    session.value = found
    localStorage.setItem(KEPT, JSON.stringify(found))
  }

  function forget(): void {
    session.value = null
    isConfirmed.value = false
    localStorage.removeItem(KEPT)
  }

  async function signIn(username: string, password: string): Promise<void> {
    await api.post('/api/v1/identity/sign-in', { body: { username, password }, anonymous: true })
    await load()
  }

  async function demoSignIn(role: string): Promise<void> {
    await api.post('/api/v1/demo/sign-in', { body: { role }, anonymous: true })
    await load()
  }

  async function signOut(): Promise<void> {
    await api.post('/api/v1/identity/sign-out', { anonymous: true })
    forget()
  }

  const may = (permission: string): boolean => session.value?.permissions.includes(permission) ?? false

  return { session, person, isConfirmed, load, signIn, demoSignIn, signOut, may }
})

function remembered(): Session | null {
  const text = localStorage.getItem(KEPT)
  if (text === null) return null
  try {
    return JSON.parse(text) as Session
  } catch {
    return null
  }
}

/** Who is signed in, with what they may do and see; the only server data that lives in a store. */
import { api, Problem, type Schema } from '@zhijian/api'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

export type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'password-due'

export const useSession = defineStore('session', () => {
  const session = shallowRef<Schema<'Session'> | null>(null)
  const state = shallowRef<SessionState>('unknown')
  const permissions = computed(() => new Set(session.value?.permissions))

  /** Ask the server who we are. Raises `Problem` when it does not answer. */
  async function load(): Promise<void> {
    try {
      session.value = await api.get('/api/v1/portal/session', { anonymous: true })
      state.value = 'signed-in'
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.status === 401) forget()
      else if (error.code === 'identity.password_change_due') state.value = 'password-due'
      else throw error
    }
  }

  function forget(): void {
    session.value = null
    state.value = 'signed-out'
  }

  async function signIn(username: string, password: string): Promise<void> {
    const answer = await api.post('/api/v1/identity/sign-in', { body: { username, password }, anonymous: true })
    if (answer.must_change_password) state.value = 'password-due'
    else await load()
  }

  async function demoSignIn(role: string): Promise<void> {
    await api.post('/api/v1/demo/sign-in', { body: { role }, anonymous: true })
    await load()
  }

  async function changePassword(old: string, wanted: string): Promise<void> {
    await api.post('/api/v1/identity/password', { body: { old, new: wanted }, anonymous: true })
    await load()
  }

  async function signOut(): Promise<void> {
    await api.post('/api/v1/identity/sign-out', { anonymous: true })
    forget()
  }

  /** How many notices are unread now; asked as the person moves about, never by a clock, which would keep the session alive. */
  async function countNotices(): Promise<void> {
    const answer = await api.get('/api/v1/notices/unread-count', { anonymous: true }).catch(() => null)
    if (answer !== null && session.value !== null) session.value = { ...session.value, notices: answer.count }
  }

  const may = (permission: string): boolean => permissions.value.has(permission)

  return { session, state, load, signIn, demoSignIn, changePassword, signOut, countNotices, may }
})

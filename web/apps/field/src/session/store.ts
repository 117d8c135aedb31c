/** Who uses this phone. The last known person stays known offline, so that work goes on without network. */
import { api, Problem, type Schema } from '@zhijian/api'
import { openDrafts, readSetting, unsentRows, writeSetting } from '@zhijian/offline'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

import { db } from '../device/database'

/** Kept in the strictly durable database: a browser that is killed loses what it holds elsewhere. */
const KEPT = 'session'

type Session = Schema<'Session'>

export const useSession = defineStore('session', () => {
  const session = shallowRef<Session | null>(null)
  /** Whether the server has confirmed the session since the app was opened. */
  const isConfirmed = shallowRef(false)
  /** The server has ended the session; only what lies on this phone can be worked on. */
  const isExpired = shallowRef(false)
  const person = computed(() => session.value?.person ?? null)

  /**
   * Go on at once with the person of the last visit, while the server is asked; without one its answer is waited for.
   * Raises `Problem`.
   */
  async function start(): Promise<void> {
    session.value = await remembered()
    if (session.value === null) return load()
    // What this finds shows in `session`, `isConfirmed` and `isExpired`.
    load().catch(() => undefined)
  }

  /** Ask the server who we are; without an answer the person of the last visit stays. Raises `Problem` for other refusals. */
  async function load(): Promise<void> {
    try {
      await keep(await api.get('/api/v1/portal/session', { anonymous: true, timeoutMs: 8000 }))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.status === 401) await end()
      else if (error.isOffline || error.status >= 500) session.value = await remembered()
      else throw error
    }
  }

  async function keep(found: Session): Promise<void> {
    session.value = found
    isConfirmed.value = true
    isExpired.value = false
    await writeSetting(db, KEPT, found)
  }

  /** The server knows no session. Work that lies on this phone stays open to who made it; sending it asks for the password. */
  async function end(): Promise<void> {
    const known = await remembered()
    if (known === null || !(await hasWork(known.person.uid))) return forget()
    session.value = known
    isConfirmed.value = false
    isExpired.value = true
  }

  async function forget(): Promise<void> {
    session.value = null
    isConfirmed.value = false
    isExpired.value = false
    await writeSetting(db, KEPT, null)
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
    await forget()
  }

  const may = (permission: string): boolean => session.value?.permissions.includes(permission) ?? false

  return { session, person, isConfirmed, isExpired, start, load, signIn, demoSignIn, signOut, may }
})

const remembered = async (): Promise<Session | null> => (await readSetting<Session | null>(db, KEPT)) ?? null

async function hasWork(person: string): Promise<boolean> {
  return (await unsentRows(db, person)).length > 0 || (await openDrafts(db, person)).length > 0
}

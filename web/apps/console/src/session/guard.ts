/** Lets nobody past the door who is not signed in, and keeps where they wanted to go. */
import type { NavigationGuardReturn, RouteLocationNormalized } from 'vue-router'

import { useSession } from './store'

export async function guardSession(to: RouteLocationNormalized): Promise<NavigationGuardReturn> {
  if (to.meta.isPublic) return true
  const session = useSession()
  if (session.state !== 'signed-in') {
    try {
      await session.load()
    } catch {
      // The sign-in page tells that the server does not answer, and offers to try again.
      return { name: 'sign-in', query: { to: to.fullPath } }
    }
  }
  if (session.state === 'password-due') return { name: 'password', query: { to: to.fullPath } }
  return session.state === 'signed-in' ? true : { name: 'sign-in', query: { to: to.fullPath } }
}

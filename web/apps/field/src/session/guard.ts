/** Lets in who is signed in, or who was when the phone last had network. */
import type { NavigationGuardReturn, RouteLocationNormalized } from 'vue-router'

import { useSession } from './store'

export async function guardSession(to: RouteLocationNormalized): Promise<NavigationGuardReturn> {
  if (to.meta.isPublic) return true
  const session = useSession()
  if (session.session === null) {
    try {
      await session.start()
    } catch {
      // The sign-in page shows why the server refused.
      return { name: 'sign-in', query: { to: to.fullPath } }
    }
  }
  return session.session === null ? { name: 'sign-in', query: { to: to.fullPath } } : true
}

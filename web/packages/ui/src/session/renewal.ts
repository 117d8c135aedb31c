/** A session that ended under an open page: the page stays, the password is asked, the act is repeated. */
import { api } from '@zhijian/api'
import { shallowRef } from 'vue'

const waiting = shallowRef<((signedIn: boolean) => void) | null>(null)

/** `isAsking` while a password is wanted; `finish(true)` repeats the waiting calls, `finish(false)` lets them fail. */
export function useRenewal() {
  function finish(signedIn: boolean): void {
    waiting.value?.(signedIn)
    waiting.value = null
  }
  return { waiting, finish }
}

/** From now on every 401 waits here for the person. */
export function watchSession(): void {
  api.whenSessionExpires(
    () =>
      new Promise((resolve) => {
        waiting.value = resolve
      }),
  )
}

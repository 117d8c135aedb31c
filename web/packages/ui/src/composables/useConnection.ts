/** Whether the server answers. The browser's own opinion is only a hint to ask. */
import { onScopeDispose, shallowRef } from 'vue'

export type Connection = 'unknown' | 'online' | 'offline'

const EVERY_MS = 60_000

/** `ping` resolves when the server has answered; asked at start, on the browser's hints, on return to the page and each minute. */
export function useConnection(ping: () => Promise<unknown>, everyMs = EVERY_MS) {
  const state = shallowRef<Connection>('unknown')

  async function check(): Promise<void> {
    state.value = await ping().then(
      () => 'online' as const,
      () => 'offline' as const,
    )
  }

  const ask = (): void => void check()
  const askWhenSeen = (): void => {
    if (document.visibilityState === 'visible') ask()
  }
  window.addEventListener('online', ask)
  window.addEventListener('offline', ask)
  document.addEventListener('visibilitychange', askWhenSeen)
  const timer = setInterval(ask, everyMs)
  onScopeDispose(() => {
    window.removeEventListener('online', ask)
    window.removeEventListener('offline', ask)
    document.removeEventListener('visibilitychange', askWhenSeen)
    clearInterval(timer)
  })
  ask()
  return { state, check }
}

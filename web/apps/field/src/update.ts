/** New versions of the app: found in the background, taken over only when the person says so. */
import { onScopeDispose, shallowRef } from 'vue'

/** Look for a new version this often, milliseconds. */
const EVERY_MS = 30 * 60_000

/** `isWaiting`: a new version is ready. `takeOver()` starts it and reloads; to be offered only while nothing is being filled in. */
export function useUpdate() {
  const isWaiting = shallowRef(false)
  const isReadyOffline = shallowRef(Boolean(navigator.serviceWorker?.controller))
  let registration: ServiceWorkerRegistration | null = null
  let timer: ReturnType<typeof setInterval> | undefined
  let isAgreed = false

  function watchInstalling(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      isWaiting.value = registration?.waiting !== null && registration !== null && navigator.serviceWorker.controller !== null
    })
  }

  async function register(): Promise<void> {
    registration = await navigator.serviceWorker.register('/m/sw.js', { scope: '/m/', updateViaCache: 'none' })
    isWaiting.value = registration.waiting !== null && navigator.serviceWorker.controller !== null
    watchInstalling(registration.installing)
    registration.addEventListener('updatefound', () => watchInstalling(registration?.installing ?? null))
    timer = setInterval(() => void registration?.update().catch(() => undefined), EVERY_MS)
  }

  function onController(): void {
    isReadyOffline.value = true
    if (isAgreed) window.location.reload()
  }

  function takeOver(): void {
    isAgreed = true
    registration?.waiting?.postMessage({ type: 'SKIP_WAITING' })
  }

  // Plain http on a local network has no service worker; the app then works online only.
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    navigator.serviceWorker.addEventListener('controllerchange', onController)
    // A browser that refuses (private window, policy) leaves the app working online only.
    register().catch(() => undefined)
    onScopeDispose(() => {
      navigator.serviceWorker.removeEventListener('controllerchange', onController)
      clearInterval(timer)
    })
  }
  return { isWaiting, isReadyOffline, takeOver }
}

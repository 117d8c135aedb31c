/** When the queue is worked off: after each hand-over, when the network comes back, on return to the app, each minute, and on request. */
import { runOutbox, sender, type Locks, type RunOutcome } from '@zhijian/offline'
import { inject, onScopeDispose, shallowRef, type InjectionKey } from 'vue'

import { db } from './database'

const EVERY_MS = 60_000
export const SYNC_TAG = 'outbox'

const send = sender((...request) => fetch(...request))

/** One run from this page. `busy` means the service worker or another tab is at it. */
export function runHere(force = false): Promise<RunOutcome> {
  const locks = navigator.locks as unknown as Locks | undefined
  return runOutbox({ db, send, now: () => new Date(), locks }, { force })
}

interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> }
}

/** Ask the browser to let the service worker send even when this page is closed; not every browser can. */
export async function askBackgroundSync(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = (await navigator.serviceWorker.getRegistration('/m/')) as SyncRegistration | undefined
  await registration?.sync?.register(SYNC_TAG).catch(() => undefined)
}

/**
 * Keeps sending while the frame is shown. `beforeRun` writes down whose rows may be sent.
 * `isExpired`: the session must be renewed before anything is taken.
 */
export function useSync(beforeRun: () => Promise<unknown>) {
  const isRunning = shallowRef(false)
  const isExpired = shallowRef(false)
  const isBusyElsewhere = shallowRef(false)
  let isAskedAgain = false
  let isGone = false

  /** A forced run that comes while one is on its way follows it: the network may have come back after that one failed. */
  async function run(force = false): Promise<void> {
    if (isRunning.value) {
      isAskedAgain ||= force
      return
    }
    isRunning.value = true
    isAskedAgain = false
    try {
      await beforeRun()
      const outcome = await runHere(force)
      isBusyElsewhere.value = outcome.kind === 'busy'
      if (outcome.kind === 'done') isExpired.value = outcome.expired
    } finally {
      isRunning.value = false
      if (isAskedAgain && !isGone) void run(true)
    }
  }

  const soon = (): void => void run(true)
  const whenSeen = (): void => {
    if (document.visibilityState === 'visible') soon()
  }
  window.addEventListener('online', soon)
  document.addEventListener('visibilitychange', whenSeen)
  const timer = setInterval(() => void run(), EVERY_MS)
  onScopeDispose(() => {
    isGone = true
    window.removeEventListener('online', soon)
    document.removeEventListener('visibilitychange', whenSeen)
    clearInterval(timer)
  })
  soon()

  /** After a hand-over: send now, and let the service worker go on if the page is closed. */
  function wake(): void {
    void askBackgroundSync()
    soon()
  }
  return { run, wake, isRunning, isExpired, isBusyElsewhere }
}

export const syncKey: InjectionKey<ReturnType<typeof useSync>> = Symbol('sync')

export function injectSync(): ReturnType<typeof useSync> {
  const sync = inject(syncKey)
  if (sync === undefined) throw new Error('this page must stand inside FieldLayout')
  return sync
}

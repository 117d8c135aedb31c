/// <reference lib="webworker" />
/** The service worker: the app's own files offline, `index.html` for every page below /m/, and the queue when no page is open. The API is never cached here. */
import { clientsClaim } from 'workbox-core'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { FieldDatabase, runOutbox, sender, type Locks } from '@zhijian/offline'

import { READER_CACHE } from './device/readerCache'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] }

precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
registerRoute(new NavigationRoute(createHandlerBoundToURL('/m/index.html'), { allowlist: [/^\/m(\/|$)/] }))
registerRoute(({ url }) => url.pathname.startsWith('/m/assets/') && url.pathname.endsWith('.wasm'), ({ request }) => keptForGood(request))
clientsClaim()

/** A file whose name carries its hash: fetched once, then always from this phone. */
async function keptForGood(request: Request): Promise<Response> {
  const cache = await caches.open(READER_CACHE)
  const known = await cache.match(request)
  if (known) return known
  const fetched = await fetch(request)
  if (fetched.ok) {
    for (const old of await cache.keys()) await cache.delete(old)
    await cache.put(request, fetched.clone())
  }
  return fetched
}

// A new version waits until the person agrees: an open form must never lose its page.
self.addEventListener('message', (event) => {
  const message: unknown = event.data
  if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'SKIP_WAITING') void self.skipWaiting()
})

/** Chromium's Background Sync, missing in the library's types. */
interface SyncEvent extends ExtendableEvent {
  tag: string
}

async function sendQueue(): Promise<void> {
  const db = new FieldDatabase()
  try {
    const locks = self.navigator.locks as unknown as Locks
    const outcome = await runOutbox({ db, send: sender((...request) => fetch(...request)), now: () => new Date(), locks }, { force: true })
    // A rejected promise makes the browser ask again later.
    if (outcome.kind === 'done' && outcome.left > 0) throw new Error('rows are left')
  } finally {
    db.close()
  }
}

self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent
  if (sync.tag === 'outbox') sync.waitUntil(sendQueue())
})

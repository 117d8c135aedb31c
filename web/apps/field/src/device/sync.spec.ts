/** When the queue is worked off: nothing that asks for it is forgotten. */
import type * as Offline from '@zhijian/offline'
import { effectScope } from 'vue'
import { expect, test, vi } from 'vitest'

const runs: { force: boolean; end: () => void }[] = []
vi.mock('@zhijian/offline', async (original) => ({
  ...(await original<typeof Offline>()),
  runOutbox: (_parts: unknown, { force }: { force: boolean }) =>
    new Promise<Offline.RunOutcome>((resolve) => {
      runs.push({ force, end: () => resolve({ kind: 'done', sent: 0, left: 1, expired: false } as unknown as Offline.RunOutcome) })
    }),
}))
const { useSync } = await import('./sync')

/** All that is due now has run. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

test('a network that comes back while a run is on its way is tried once more after it, and only once', async () => {
  runs.length = 0
  const scope = effectScope()
  scope.run(() => useSync(() => Promise.resolve()))
  await settled()
  expect(runs).toHaveLength(1)

  window.dispatchEvent(new Event('online'))
  window.dispatchEvent(new Event('online'))
  await settled()
  expect(runs).toHaveLength(1)
  runs[0]?.end()
  await settled()
  expect(runs.map((one) => one.force)).toEqual([true, true])
  runs[1]?.end()
  await settled()
  expect(runs).toHaveLength(2)

  scope.stop()
})

test('a page that was left starts nothing more', async () => {
  runs.length = 0
  const scope = effectScope()
  scope.run(() => useSync(() => Promise.resolve()))
  await settled()
  window.dispatchEvent(new Event('online'))
  scope.stop()
  runs[0]?.end()
  await settled()

  expect(runs).toHaveLength(1)
})

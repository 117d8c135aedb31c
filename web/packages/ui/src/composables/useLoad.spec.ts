import { Problem } from '@zhijian/api'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import { QUIET_MS, useLoad } from './useLoad'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A load whose answers the test gives by hand. */
function manual<T>() {
  const calls: { signal: AbortSignal; answer: (value: T) => void; fail: (error: unknown) => void }[] = []
  const load = (signal: AbortSignal): Promise<T> =>
    new Promise((answer, fail) => {
      calls.push({ signal, answer, fail })
    })
  return { calls, load }
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

test('nothing is shown for the first 300 ms, then a skeleton', async () => {
  const { load } = manual<string>()
  const { showSkeleton } = useLoad(load)

  await vi.advanceTimersByTimeAsync(QUIET_MS - 1)
  expect(showSkeleton.value).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(showSkeleton.value).toBe(true)
})

test('a fast answer never shows a skeleton', async () => {
  const { calls, load } = manual<string>()
  const { data, showSkeleton, isLoading } = useLoad(load)

  calls[0]?.answer('rows')
  await vi.advanceTimersByTimeAsync(QUIET_MS * 2)

  expect(data.value).toBe('rows')
  expect([showSkeleton.value, isLoading.value]).toEqual([false, false])
})

test('old content stays while new content is coming', async () => {
  const { calls, load } = manual<string>()
  const { data, isRefreshing, showSkeleton, reload } = useLoad(load)
  calls[0]?.answer('old')
  await settle()

  void reload()
  await vi.advanceTimersByTimeAsync(QUIET_MS)

  expect([data.value, isRefreshing.value, showSkeleton.value]).toEqual(['old', true, false])
})

test('a newer load wins over an older one, whichever answers last', async () => {
  const { calls, load } = manual<string>()
  const { data, reload } = useLoad(load)

  void reload()
  calls[1]?.answer('new')
  calls[0]?.answer('old')
  await settle()

  expect(calls[0]?.signal.aborted).toBe(true)
  expect(data.value).toBe('new')
})

test('a failure is kept with the old content, and goes away with the next success', async () => {
  const { calls, load } = manual<string>()
  const { data, error, reload } = useLoad(load)
  calls[0]?.answer('old')
  await settle()

  void reload()
  calls[1]?.fail(new Problem({ code: 'http.unexpected' }, 500))
  await settle()
  expect([data.value, error.value?.code]).toEqual(['old', 'http.unexpected'])

  void reload()
  calls[2]?.answer('new')
  await settle()
  expect([data.value, error.value]).toEqual(['new', null])
})

test('it loads again when its source changes and gives up when the page goes away', async () => {
  const { calls, load } = manual<string>()
  const source = ref(1)
  const scope = effectScope()
  scope.run(() => useLoad(load, { on: source }))

  source.value = 2
  await nextTick()
  scope.stop()

  expect(calls).toHaveLength(2)
  expect(calls[1]?.signal.aborted).toBe(true)
})

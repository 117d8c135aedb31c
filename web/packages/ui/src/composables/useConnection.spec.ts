import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'

import { useConnection } from './useConnection'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('online is shown only after the server has answered, and asked again on every hint', async () => {
  const answers = [false, true, false]
  const ping = vi.fn(() => (answers.shift() ? Promise.resolve() : Promise.reject(new Error('no answer'))))
  const scope = effectScope()
  const { state } = scope.run(() => useConnection(ping, 1000)) ?? { state: { value: 'none' } }
  expect(state.value).toBe('unknown')

  await vi.advanceTimersByTimeAsync(0)
  expect(state.value).toBe('offline')
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  expect(state.value).toBe('online')
  await vi.advanceTimersByTimeAsync(1000)
  expect(state.value).toBe('offline')

  scope.stop()
  await vi.advanceTimersByTimeAsync(5000)
  expect(ping).toHaveBeenCalledTimes(3)
})

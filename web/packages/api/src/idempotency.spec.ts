import { afterEach, expect, test, vi } from 'vitest'

import { newKey, WriteKey } from './idempotency'

afterEach(() => vi.unstubAllGlobals())

test('the same input keeps its key until the act has succeeded', () => {
  const key = new WriteKey()

  const first = key.for({ fine: '100.00' })
  const again = key.for({ fine: '100.00' })
  key.settle()
  const next = key.for({ fine: '100.00' })

  expect(again).toBe(first)
  expect(next).not.toBe(first)
})

test('other input has another key', () => {
  const key = new WriteKey()

  expect(key.for({ fine: '100.00' })).not.toBe(key.for({ fine: '200.00' }))
})

test('a key can be made where the browser hides randomUUID', () => {
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(0xff) })

  expect(newKey()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
})

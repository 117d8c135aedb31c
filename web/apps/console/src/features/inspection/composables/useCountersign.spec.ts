import { afterEach, expect, test, vi } from 'vitest'

import { isGenuine } from './useCountersign'

afterEach(() => vi.unstubAllGlobals())

test('content is genuine when its canonical JSON has the hash that is signed, whatever the order of its fields', async () => {
  vi.stubGlobal('isSecureContext', true)
  const hash = '43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777' // of {"a":1,"b":2}

  expect(await isGenuine({ b: 2, a: 1 }, hash)).toBe(true)
  expect(await isGenuine({ b: 2, a: 3 }, hash)).toBe(false)
})

test('a browser that cannot compute hashes says so instead of vouching', async () => {
  vi.stubGlobal('isSecureContext', false)

  expect(await isGenuine({}, 'x')).toBeNull()
})

import { afterEach, expect, test, vi } from 'vitest'

import { hashText } from '../src/digest'

afterEach(() => vi.unstubAllGlobals())

test('a page over plain http, where the browser offers no hashing, gets the same hash', async () => {
  const usual = await hashText('抽查名录')
  vi.stubGlobal('crypto', {})

  expect(await hashText('抽查名录')).toBe(usual)
  expect(await hashText('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

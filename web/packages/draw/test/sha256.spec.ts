import { createHash } from 'node:crypto'

import { afterEach, expect, test, vi } from 'vitest'

import { hashText } from '../src/digest'
import { sha256Plain } from '../src/sha256'

afterEach(() => vi.unstubAllGlobals())

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('the example of the standard', () => {
  expect(hex(sha256Plain(new TextEncoder().encode('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('every length around the edges of a block agrees with another implementation', () => {
  for (let length = 0; length < 300; length += 1) {
    const bytes = Uint8Array.from({ length }, (_none, place) => (place * 37 + length) % 256)

    expect(hex(sha256Plain(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})

test('a page over plain http, where the browser offers no hashing, gets the same hash', async () => {
  const usual = await hashText('抽查名录')
  vi.stubGlobal('crypto', {})

  expect(await hashText('抽查名录')).toBe(usual)
})

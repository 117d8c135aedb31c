/** The canonical JSON of the server, spelling by spelling, on its own vectors. */

import { describe, expect, it } from 'vitest'
import { canonicalJson, sha256Hex } from '../src/canonical'
import { canonicalVectors } from './shared'

describe('canonical JSON', () => {
  it.each(canonicalVectors.vectors)('spells $name', async ({ value, canonical, sha256 }) => {
    expect(canonicalJson(value)).toBe(canonical)
    expect(await sha256Hex(canonicalJson(value))).toBe(sha256)
  })

  it.each([
    ['a fraction', 0.5],
    ['an integer beyond 2^53 - 1', 2 ** 53],
    ['not a number', Number.NaN],
    ['half of a surrogate pair', '\ud83c'],
    ['half of a surrogate pair in a list', ['\udf5c']],
    ['a Chinese key', { 项目: 1 }],
    ['an undefined member', { a: undefined }],
    ['a big integer', 1n],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})

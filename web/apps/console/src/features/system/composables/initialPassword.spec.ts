import { expect, test } from 'vitest'

import { initialPassword } from './initialPassword'

test('an initial password is long, of four kinds of characters, readable aloud, and never the same', () => {
  const made = Array.from({ length: 500 }, initialPassword)

  for (const password of made) {
    expect(password).toMatch(/^[A-Za-z2-9]{4}-[A-Za-z2-9]{4}-[A-Za-z2-9]{4}$/)
    expect([/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(password))).toBe(true)
    expect(password).not.toMatch(/[IlO01oi]/)
  }
  expect(new Set(made).size).toBe(500)
})

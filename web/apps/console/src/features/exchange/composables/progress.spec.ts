import { expect, test } from 'vitest'

import { percentOf } from './progress'

test.each([
  [{ rows_done: 0, rows_total: null, rows_expected: 0 }, 0],
  [{ rows_done: 500, rows_total: null, rows_expected: 2000 }, 25],
  [{ rows_done: 500, rows_total: 1000, rows_expected: 2000 }, 50],
  [{ rows_done: 2100, rows_total: null, rows_expected: 2000 }, 99],
])('%o is %i percent', (progress, percent) => {
  expect(percentOf(progress)).toBe(percent)
})

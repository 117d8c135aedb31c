import { expect, test } from 'vitest'

import { readLength } from './orderLength'

test('whole days from 0 to 366 are read, in full-width digits as well', () => {
  expect(['0', ' 15 ', '３０', '366'].map(readLength)).toEqual([0, 15, 30, 366])
})

test('nothing, fractions, signs and longer periods are no length, least of all 0', () => {
  expect(['', ' ', '1.5', '-1', '367', '999', '十'].map(readLength)).toEqual(Array(7).fill(null))
})

import { expect, test } from 'vitest'

import { contentText } from './contentText'

test.each([
  [null, '—'],
  ['', '—'],
  [true, '是'],
  [false, '否'],
  [0, '0'],
  ['***', '***'],
  [{ filter: { who: '周' } }, '{\n "filter": {\n  "who": "周"\n }\n}'],
])('%o is read as %s', (value, text) => {
  expect(contentText(value)).toBe(text)
})

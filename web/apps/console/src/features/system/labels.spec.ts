import { expect, test } from 'vitest'

import { periodText, validityOf } from './labels'

const TODAY = '2026-11-27'

test.each([
  [{ valid_to: '2027-12-31', is_valid: true }, '有效', 'ok'],
  [{ valid_to: null, is_valid: true }, '有效', 'ok'],
  [{ valid_to: '2026-12-27', is_valid: true }, '30 天后到期', 'warn'],
  [{ valid_to: '2026-11-26', is_valid: false }, '已过期', 'bad'],
  [{ valid_to: '2027-12-31', is_valid: false, revoked_on: '2026-11-20' }, '已收回 2026-11-20', 'neutral'],
  [{ valid_from: '2026-12-01', valid_to: null, is_valid: false }, '尚未生效', 'neutral'],
])('a certificate %o is told as %s', (facts, text, tone) => {
  const certificate = { uid: 'c', number: '1', specialities: [], valid_from: '2020-01-01', revoked_on: null, ...facts }

  expect(validityOf(certificate, TODAY)).toEqual({ text, tone })
})

test('a period without an end is told from its beginning', () => {
  expect(periodText('2026-01-02', null)).toBe('2026-01-02 起')
  expect(periodText('2026-01-02', '2026-03-04')).toBe('2026-01-02 至 2026-03-04')
})

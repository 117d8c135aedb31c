import { expect, test } from 'vitest'

import { formatDate, formatMoment, formatSize, formatYuan } from './format'

test('a day is never shifted and a moment is told in China', () => {
  expect(formatDate('2026-11-23')).toBe('2026-11-23')
  expect(formatDate('2026-11-23T16:30:00Z')).toBe('2026-11-24')
  expect(formatMoment('2026-11-23T16:30:05Z')).toBe('2026-11-24 00:30')
  expect(formatMoment('2026-11-23T16:30:05Z', 'second')).toBe('2026-11-24 00:30:05')
  expect(formatMoment('2026-11-23T09:00:00+08:00')).toBe('2026-11-23 09:00')
})

test.each([null, undefined, '', 'not a day'])('no value is a dash: %s', (value) => {
  expect(formatDate(value)).toBe('—')
  expect(formatMoment(value)).toBe('—')
})

test('money keeps every digit it travelled with', () => {
  expect(formatYuan('12345678901234567.89')).toBe('12,345,678,901,234,567.89')
  expect(formatYuan('-1200.50')).toBe('-1,200.50')
  expect(formatYuan('999')).toBe('999')
  expect(formatYuan(null)).toBe('—')
})

test('sizes are told in the unit a person reads', () => {
  expect([1000, 2048, 5 * 1024 * 1024, 10 * 1024 ** 3].map(formatSize)).toEqual(['1000 B', '2 KB', '5.0 MB', '10.0 GB'])
})

import { expect, test } from 'vitest'

import { addDays, addMonths, isMonth, weeksOf } from './months'

test('weeks of a month begin on Monday and hold every day of it once', () => {
  const weeks = weeksOf('2026-11')

  expect(weeks[0]?.[0]).toBe('2026-10-26')
  expect(weeks.at(-1)?.[6]).toBe('2026-12-06')
  expect(weeks.every((week) => week.length === 7)).toBe(true)
  expect(weeks.flat().filter((day) => day.startsWith('2026-11'))).toHaveLength(30)
})

test('a month that fills four weeks exactly has four of them', () => {
  expect(weeksOf('2027-02').map((week) => week[0])).toEqual(['2027-02-01', '2027-02-08', '2027-02-15', '2027-02-22'])
})

test('months and days go over the end of the year, and leap days exist', () => {
  expect(addMonths('2026-12', 1)).toBe('2027-01')
  expect(addMonths('2026-01', -1)).toBe('2025-12')
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
})

test('only real months are shown', () => {
  expect(['2026-11', '2026-13', '2026-00', 'x', '2026-1'].map(isMonth)).toEqual([true, false, false, false, false])
})

import { expect, test } from 'vitest'

import { holidaysOf, kindOfDay } from './calendarYear'

const DAYS = [
  { day: '2026-10-01', name: '国庆节', is_off_day: true },
  { day: '2026-10-02', name: '国庆节', is_off_day: true },
  { day: '2026-10-03', name: '国庆节', is_off_day: true },
  { day: '2026-10-10', name: '国庆节', is_off_day: false },
  { day: '2026-12-31', name: '元旦', is_off_day: true },
]

test('the notice comes before the weekday', () => {
  const differing = new Map(DAYS.map((one) => [one.day, one]))

  expect(['2026-10-01', '2026-10-10', '2026-10-11', '2026-10-12'].map((day) => kindOfDay(day, differing))).toEqual(['off', 'make-up', 'weekend', 'work'])
})

test('days off that follow each other are one holiday, with the days worked for it', () => {
  expect(holidaysOf(DAYS)).toEqual([
    { name: '国庆节', from: '2026-10-01', to: '2026-10-03', days: 3, makeUps: ['2026-10-10'] },
    { name: '元旦', from: '2026-12-31', to: '2026-12-31', days: 1, makeUps: [] },
  ])
})

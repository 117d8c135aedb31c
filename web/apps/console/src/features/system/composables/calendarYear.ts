/** Days of a year as the work calendar sees them. */
import type { Schema } from '@zhijian/api'

import { addDays } from '../../../components/months'

export type DayKind = 'work' | 'weekend' | 'off' | 'make-up'

export interface Holiday {
  name: string
  from: string
  to: string
  days: number
  makeUps: string[]
}

/** What a day is: the notice comes before the weekday. */
export function kindOfDay(day: string, differing: ReadonlyMap<string, Schema<'CalendarDayOut'>>): DayKind {
  const found = differing.get(day)
  if (found !== undefined) return found.is_off_day ? 'off' : 'make-up'
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()) ? 'weekend' : 'work'
}

/** Holidays by name with their first and last day off, the number of days, and the days worked for them. */
export function holidaysOf(days: readonly Schema<'CalendarDayOut'>[]): Holiday[] {
  const found: Holiday[] = []
  for (const day of days.filter((one) => one.is_off_day)) {
    const last = found.at(-1)
    if (last !== undefined && last.name === day.name && addDays(last.to, 1) === day.day) {
      last.to = day.day
      last.days += 1
    } else {
      found.push({ name: day.name, from: day.day, to: day.day, days: 1, makeUps: [] })
    }
  }
  for (const day of days.filter((one) => !one.is_off_day)) found.find((one) => one.name === day.name)?.makeUps.push(day.day)
  return found
}

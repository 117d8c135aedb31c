/** Days of a month as a calendar shows them, weeks beginning on Monday; days are texts like 2026-11-24. */

const DAY_MS = 86_400_000

/** The day in UTC arithmetic, so that no clock shift can move it. */
function toTime(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** `day` moved by whole days. */
export function addDays(day: string, days: number): string {
  return toDay(toTime(day) + days * DAY_MS)
}

/** `2026-11` moved by whole months. */
export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return toDay(Date.UTC(year, number - 1 + months, 1)).slice(0, 7)
}

/** Whether a text is a month that a calendar can show. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
}

/** Weeks that hold the month, each of seven days; days of the neighbours fill the first and the last. */
export function weeksOf(month: string): string[][] {
  const first = `${month}-01`
  const before = (new Date(toTime(first)).getUTCDay() + 6) % 7
  const last = addDays(`${addMonths(month, 1)}-01`, -1)
  const weeks: string[][] = []
  for (let monday = addDays(first, -before); monday <= last; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, place) => addDays(monday, place)))
  }
  return weeks
}

/** What an answer may hold, for each kind of item, with the same exact arithmetic as on the server. */

export const TRI_LABELS: Readonly<Record<string, string>> = { yes: '是', no: '否', na: '合理缺项' }

// Written out, because Python and JavaScript disagree on what white space is.
const BLANK_ENDS = /^[ \t\r\n\u3000]+|[ \t\r\n\u3000]+$/g
const DECIMAL = /^(-?)([0-9]{1,12})(?:\.([0-9]{1,6}))?$/
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const MILLION = 1_000_000n

export const trimmed = (text: string): string => text.replace(BLANK_ENDS, '')

/** A decimal such as "12.5" in millionths, or null when the text is not a decimal. */
export function scaled(text: string): bigint | null {
  const match = DECIMAL.exec(text)
  if (!match) return null
  const magnitude = BigInt(match[2] ?? '0') * MILLION + BigInt((match[3] ?? '').padEnd(6, '0'))
  return match[1] === '-' ? -magnitude : magnitude
}

/** Millionths as the shortest decimal text; never negative. */
export function unscaled(millionths: bigint): string {
  const fraction = (millionths % MILLION).toString().padStart(6, '0').replace(/0+$/, '')
  const whole = (millionths / MILLION).toString()
  return fraction ? `${whole}.${fraction}` : whole
}

/** Year, month and day of YYYY-MM-DD, or null when there is no such day. */
export function asDay(text: string): [number, number, number] | null {
  const match = DAY.exec(text)
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year < 1 || month < 1 || month > 12) return null
  return day >= 1 && day <= daysIn(year, month) ? [year, month, day] : null
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** The texts in the order of their UTF-16 code units, the same on every device whatever its language. */
export function sorted(texts: Iterable<string>): string[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted is missing in the WebViews of older phones
  return [...texts].sort()
}

/** Whether the text holds no half of a surrogate pair. Old WebViews lack String.prototype.isWellFormed. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)

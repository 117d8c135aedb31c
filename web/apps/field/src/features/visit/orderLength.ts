/** How long an order to rectify gives: a whole number of days, 0 for at once. */
export const LONGEST = 366

/** The days that were typed, in any width of digits; null when they are none that an order may give. */
export function readLength(typed: string): number | null {
  const plain = typed.normalize('NFKC').trim()
  return /^\d{1,3}$/.test(plain) && Number(plain) <= LONGEST ? Number(plain) : null
}

/** A one-time password that the administrator hands over; made on this device and shown once. */

/** Without characters that look alike when read aloud or copied by hand. */
const GROUPS = ['ABCDEFGHJKMNPQRSTUVWXYZ', 'abcdefghjkmnpqrstuvwxyz', '23456789'] as const
const LENGTH = 12

function pick(from: string): string {
  // Values beyond the last whole multiple are drawn again, so that every character is equally likely.
  const limit = 256 - (256 % from.length)
  let drawn: number
  do drawn = crypto.getRandomValues(new Uint8Array(1))[0] ?? 255
  while (drawn >= limit)
  return from[drawn % from.length] ?? ''
}

/** Three groups of four, such as `Kq7m-Xw3e-Rt9h`: three kinds of characters are always among them. */
export function initialPassword(): string {
  const all = GROUPS.join('')
  const characters = [...GROUPS.map(pick), ...Array.from({ length: LENGTH - GROUPS.length }, () => pick(all))]
  const shuffled = characters
    .map((character) => ({ character, order: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 }))
    .sort((one, other) => one.order - other.order)
    .map((one) => one.character)
    .join('')
  return [shuffled.slice(0, 4), shuffled.slice(4, 8), shuffled.slice(8)].join('-')
}

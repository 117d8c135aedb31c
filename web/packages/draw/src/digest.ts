/** Canonical JSON and SHA-256 (section 2 of the procedure). */

import { sha256Plain } from './sha256'

/** The one spelling of a value made of objects, lists, texts, whole numbers, booleans and null. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** SHA-256 of bytes: by the browser where it offers that (https, this very machine), in plain arithmetic elsewhere. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (globalThis.crypto?.subtle === undefined) return sha256Plain(bytes)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export async function hashText(text: string): Promise<string> {
  const digest = await sha256(new TextEncoder().encode(text))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** H(value): SHA-256 of the canonical JSON. */
export function hashValue(value: unknown): Promise<string> {
  return hashText(canonical(value))
}

/** The bytes of a hexadecimal text of even length. */
export function bytesOf(hexadecimal: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

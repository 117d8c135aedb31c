/** Canonical JSON and SHA-256 (section 2 of the procedure). */

import { sha256 as inPlainArithmetic } from '@noble/hashes/sha2.js'

/** The one spelling of a value made of objects, lists, texts, whole numbers, booleans and null. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** SHA-256 of bytes: by the browser where it offers that; over plain http, on closed networks, none does. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (globalThis.crypto?.subtle === undefined) return Uint8Array.from(inPlainArithmetic(bytes))
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export async function hashText(text: string): Promise<string> {
  return hexadecimal(await sha256(new TextEncoder().encode(text)))
}

/** Bytes as lower-case hexadecimal text. */
export function hexadecimal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** H(value): SHA-256 of the canonical JSON. */
export function hashValue(value: unknown): Promise<string> {
  return hashText(canonical(value))
}

/** The bytes of a hexadecimal text of even length. */
export function bytesOf(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

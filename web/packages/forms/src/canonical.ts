/** Canonical JSON and hashes, the same bytes as on the server (`zhijian.kernel.canonical`). */

import type { Definition } from './definition'
import { isWellFormed, sorted } from './values'

const PRINTABLE_ASCII = /^[ -~]*$/

/** JSON with sorted printable ASCII keys, no blanks, no fractions; throws TypeError on what has no such form. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`no canonical form for the number ${value}`)
    return String(value === 0 ? 0 : value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`no canonical form for a ${typeof value}`)
  const members = new Map(Object.entries(value))
  const spelt = sorted(members.keys()).map((key) => {
    if (!PRINTABLE_ASCII.test(key)) throw new TypeError(`the key ${JSON.stringify(key)} is not printable ASCII`)
    return `${quoted(key)}:${canonicalJson(members.get(key))}`
  })
  return `{${spelt.join(',')}}`
}

function quoted(text: string): string {
  if (!isWellFormed(text)) throw new TypeError('no canonical form for half a surrogate pair')
  return JSON.stringify(text)
}

/** SHA-256 in lower-case hex, of bytes or of a text in UTF-8. Needs a secure context in browsers. */
export async function sha256Hex(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The address of a form: "sha256:" and the hex digest of its canonical JSON without the field `hash`. */
export async function definitionHash(definition: Definition): Promise<string> {
  const { hash: _, ...content } = definition
  return `sha256:${await sha256Hex(canonicalJson(content))}`
}

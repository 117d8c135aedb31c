/**
 * A witness's random number: made here, kept in this browser, only its hash leaves it before the public value is known.
 * Losing it makes the draw void, so it is written down before the hash is sent.
 */
import { hashText } from '@zhijian/draw'

export interface KeptNonce {
  /** 32 bytes in lower-case hexadecimal. */
  nonce: string
  /** SHA-256 of that text. */
  hash: string
}

type Store = Pick<Storage, 'getItem' | 'setItem'>

const BYTES = 32
const keyOf = (draw: string, person: string): string => `zhijian.nonce.${draw}.${person}`

export function keptNonce(draw: string, person: string, store: Store = localStorage): KeptNonce | null {
  const text = store.getItem(keyOf(draw, person))
  if (text === null) return null
  try {
    const kept = JSON.parse(text) as Partial<KeptNonce>
    return typeof kept.nonce === 'string' && typeof kept.hash === 'string' ? { nonce: kept.nonce, hash: kept.hash } : null
  } catch {
    return null
  }
}

/** The kept number of this person for this draw, or a fresh one that is kept from now on. */
export async function makeNonce(draw: string, person: string, store: Store = localStorage): Promise<KeptNonce> {
  const kept = keptNonce(draw, person, store)
  if (kept !== null) return kept
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES))
  const nonce = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const made = { nonce, hash: await hashText(nonce) }
  store.setItem(keyOf(draw, person), JSON.stringify(made))
  return made
}

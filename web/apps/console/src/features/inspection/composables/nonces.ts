/**
 * A witness's random number: made here, kept in this browser, only its hash leaves it before the public value is known.
 * Losing it makes the draw void, so it is written down before the hash is sent, and its giver may keep it in a file as well.
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
const NUMBER = /[0-9a-f]{64,512}/
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

/** The text of a file in which its giver keeps the number beside this browser. */
export function nonceFile(kept: KeptNonce, about: { draw: string; person: string }): string {
  return [
    `抽取方案：${about.draw}`,
    `提交人：${about.person}`,
    `随机数：${kept.nonce}`,
    `已提交的摘要（SHA-256）：${kept.hash}`,
    '公共随机值产生之前请勿给任何人看；换电脑或者清除浏览器数据后，凭本文件公开随机数。',
    '',
  ].join('\n')
}

/**
 * Keeps a number that comes from a file or was typed in, when it is the promised one: gives false for any other.
 *
 * text: the number alone, or a file made by `nonceFile`.  hash: what was promised.
 */
export async function keepNonce(draw: string, person: string, text: string, hash: string, store: Store = localStorage): Promise<boolean> {
  const nonce = (/随机数：\s*([0-9a-f]+)/i.exec(text)?.[1] ?? text.trim()).toLowerCase()
  if (NUMBER.exec(nonce)?.[0] !== nonce || (await hashText(nonce)) !== hash) return false
  store.setItem(keyOf(draw, person), JSON.stringify({ nonce, hash }))
  return true
}

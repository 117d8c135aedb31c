/** Keys that make a write safe to receive twice: browsers re-send even POST when a connection dies. */

/** A random UUID, also where `crypto.randomUUID` is missing (plain http on a local network). */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * The key of one intended act. The same input keeps its key until the act has succeeded, so that pressing 提交
 * again after a lost answer cannot act twice (the server forgets the key of a refused request). Other input gets another key,
 * because the server refuses a key whose body changed.
 */
export class WriteKey {
  private key: string | null = null
  private input = ''

  /** The key for this input (any JSON-like value). */
  for(input: unknown): string {
    const text = JSON.stringify(input) ?? ''
    if (this.key === null || text !== this.input) {
      this.key = newKey()
      this.input = text
    }
    return this.key
  }

  /** The act has succeeded: the next one is new, even with the same input. */
  settle(): void {
    this.key = null
  }
}

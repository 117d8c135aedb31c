/** Sends a file to be imported; a refusal says in Chinese why and what to do. */
import { newKey, upload, withQuery, type Schema } from '@zhijian/api'

export const ACCEPTED = '.xlsx,.csv'
export const MOST_BYTES = 100 * 1024 * 1024

/** Keys by file, so that the same file sent again after a lost answer is one import. */
const keys = new WeakMap<File, string>()

export async function sendImport(kind: string, file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<Schema<'ImportDetailOut'>> {
  const body = new FormData()
  body.append('file', file)
  const key = keys.get(file) ?? newKey()
  keys.set(file, key)
  return upload<Schema<'ImportDetailOut'>>(withQuery('/api/v1/exchange/imports', { kind }), { body, key, onProgress, signal })
}

/** Checking a file against what was issued: hashed here, hashed again by the server, compared by both. */
import { api, type Schema } from '@zhijian/api'
import { useAct } from '@zhijian/ui'
import { shallowRef } from 'vue'

/** No paper of the platform is larger; the server refuses such files too. */
export const LARGEST_PAPER = 20 * 1024 * 1024

/** SHA-256 of a file as hexadecimal text; null where the browser offers no hashing (plain http). */
export async function sha256Of(file: Blob): Promise<string | null> {
  if (globalThis.crypto?.subtle === undefined) return null
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** `check(file)` fills `hash` (made here) and `paper` (what the server knows of exactly this file). */
export function useFileCheck() {
  const fileName = shallowRef('')
  const hash = shallowRef<string | null>(null)
  const refusal = shallowRef('')
  const paper = shallowRef<Schema<'PaperCheck'> | null>(null)
  const asking = useAct((file: File, key: string) => {
    const body = new FormData()
    body.set('file', file)
    return api.post('/api/v1/public/documents/check', { body, key, anonymous: true })
  })

  async function check(file: File): Promise<void> {
    fileName.value = file.name
    hash.value = null
    paper.value = null
    refusal.value = file.size > LARGEST_PAPER ? '文件超过 20 MB，不是本平台出具的文书。' : ''
    if (refusal.value !== '') return
    hash.value = await sha256Of(file)
    if (await asking.run(file)) paper.value = asking.result.value ?? null
  }

  return { fileName, hash, refusal, paper, check, isRunning: asking.isRunning, problem: asking.problem }
}

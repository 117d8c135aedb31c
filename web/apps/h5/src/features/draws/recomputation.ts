/** Recomputing a draw in this browser: one run at a time, forgotten when another document is shown. */
import { verifyDraw, type Verification } from '@zhijian/draw'
import { shallowRef } from 'vue'

export function useRecomputation() {
  const verification = shallowRef<Verification | null>(null)
  const isRunning = shallowRef(false)

  /** noted: the commitment that the visitor wrote down before the draw, empty without one. */
  async function run(document: unknown, noted = ''): Promise<void> {
    verification.value = null
    isRunning.value = true
    try {
      verification.value = await (noted.trim() === '' ? verifyDraw(document) : verifyDraw(document, noted))
    } finally {
      isRunning.value = false
    }
  }

  return { verification, isRunning, run }
}

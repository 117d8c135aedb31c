/** Recomputing a draw in this browser: one run at a time, forgotten when another document is shown. */
import { verifyDraw, type Verification } from '@zhijian/draw'
import { shallowRef } from 'vue'

export function useRecomputation() {
  const verification = shallowRef<Verification | null>(null)
  const isRunning = shallowRef(false)
  /** Why what was noted is no commitment at all, which says nothing against the draw. */
  const unreadable = shallowRef('')

  /** noted: the commitment that the visitor wrote down before the draw, empty without one. */
  async function run(document: unknown, noted = ''): Promise<void> {
    const plain = noted.trim().toLowerCase()
    verification.value = null
    unreadable.value = plain === '' || /^[0-9a-f]{64}$/.test(plain) ? '' : '承诺值是 64 位数字和字母 a 至 f，请核对是否抄全。'
    if (unreadable.value !== '') return
    isRunning.value = true
    try {
      verification.value = await (plain === '' ? verifyDraw(document) : verifyDraw(document, plain))
    } finally {
      isRunning.value = false
    }
  }

  /** Another document is shown: nothing that was said of the one before stands. */
  function forget(): void {
    verification.value = null
    unreadable.value = ''
  }

  return { verification, isRunning, unreadable, run, forget }
}

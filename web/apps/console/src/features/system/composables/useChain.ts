/** The state of the audit chain, read again while a check of it runs. */
import { api } from '@zhijian/api'
import { useAct, useLoad } from '@zhijian/ui'
import { computed, onScopeDispose, watch } from 'vue'

const LOOK_AGAIN_MS = 1500

export function useChain() {
  const load = useLoad((signal) => api.get('/api/v1/audit/chain', { signal }))
  const last = computed(() => load.data.value?.verifications[0] ?? null)
  const isChecking = computed(() => last.value !== null && last.value.finished_at === null)
  const progress = computed(() => (last.value && last.value.leaves_total > 0 ? last.value.leaves_checked / last.value.leaves_total : 0))
  const verify = useAct(async (_: undefined, key) => {
    await api.post('/api/v1/audit/verifications', { key })
    await load.reload()
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  watch([load.data, load.error], () => {
    clearTimeout(timer)
    if (isChecking.value) timer = setTimeout(() => void load.reload(), LOOK_AGAIN_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  return { state: load.data, error: load.error, reload: load.reload, last, isChecking, progress, verify }
}

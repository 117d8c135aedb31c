/** One import, looked at again and again while the server works on it. */
import { api } from '@zhijian/api'
import { useAct, useLoad } from '@zhijian/ui'
import { onScopeDispose, watch, type Ref } from 'vue'

import { isRunning } from './progress'

const LOOK_AGAIN_MS = 700

export function useImport(uid: Ref<string>) {
  const load = useLoad((signal) => api.get('/api/v1/exchange/imports/{batch}', { path: { batch: uid.value }, signal }), { on: uid })
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([load.data, load.error], ([record, error]) => {
    clearTimeout(timer)
    if (record && !error && isRunning(record.state)) timer = setTimeout(() => void load.reload(), LOOK_AGAIN_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  const path = (): { batch: string } => ({ batch: uid.value })
  const check = useAct(async (fields: (string | null)[], key) => {
    const version = load.data.value?.version ?? 0
    await api.put('/api/v1/exchange/imports/{batch}/mapping', { path: path(), body: { fields, version }, key })
    await api.post('/api/v1/exchange/imports/{batch}/check', { path: path() })
  })
  const start = useAct(async (mode: 'all_or_nothing' | 'good_rows', key) => api.post('/api/v1/exchange/imports/{batch}/load', { path: path(), body: { mode }, key }))
  const cancel = useAct(async (batch: string, key) => api.post('/api/v1/exchange/imports/{batch}/cancel', { path: { batch }, key }))

  return { ...load, check, start, cancel }
}

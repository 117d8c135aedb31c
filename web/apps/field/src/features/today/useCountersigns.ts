/** Records that wait for this officer's word; known online only. */
import { api } from '@zhijian/api'
import { useLoad } from '@zhijian/ui'
import { computed } from 'vue'

export interface Asked {
  uid: string
  title: string
  record: string
}

export function useCountersigns() {
  const items = useLoad((signal) => api.get('/api/v1/worklist/items', { query: { kind: 'task', limit: 100 }, signal }))
  const asked = computed<Asked[]>(() =>
    (items.data.value?.items ?? [])
      .filter((item) => item.source === 'inspection.countersign')
      .map((item) => ({ uid: item.uid, title: item.title, record: item.source_uid })),
  )
  return { asked, reload: items.reload }
}

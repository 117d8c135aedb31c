/** One's own word on a record: only on content whose hash this browser has computed itself. */
import { api } from '@zhijian/api'
import { canonicalJson, sha256Hex } from '@zhijian/forms'
import { useAct, useLoad } from '@zhijian/ui'
import { computed, type Ref } from 'vue'

/** Whether the content that was shown has the hash that will be signed; null where the browser cannot compute it. */
export async function isGenuine(content: unknown, hash: string): Promise<boolean | null> {
  if (!globalThis.isSecureContext || globalThis.crypto?.subtle === undefined) return null
  return (await sha256Hex(canonicalJson(content))) === hash
}

export function useCountersign(uid: Ref<string>, wanted: Ref<boolean>) {
  const signing = useLoad(
    async (signal) => {
      if (!wanted.value) return null
      const found = await api.get('/api/v1/inspection/inspections/{uid}/content', { path: { uid: uid.value }, signal })
      return { ...found, genuine: await isGenuine(found.content, found.content_hash) }
    },
    { on: [uid, wanted] },
  )
  const word = useAct(async (input: { decision: 'approve' | 'reject'; reason: string }, key) => {
    const shown = signing.data.value
    if (!shown) throw new Error('nothing is shown to be signed')
    return api.post('/api/v1/inspection/inspections/{uid}/countersign', {
      path: { uid: uid.value },
      body: { ...input, content_hash: shown.content_hash },
      key,
    })
  })
  const isForged = computed(() => signing.data.value?.genuine === false)
  return { signing: signing.data, error: signing.error, isForged, word, reload: signing.reload }
}

/** Addresses of small pictures that lie in the database; given back when they are no longer shown. */
import type { ThumbnailRow } from '@zhijian/offline'
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'

/** Object addresses by capture uid, following the rows. */
export function useThumbnails(rows: Readonly<Ref<readonly ThumbnailRow[] | undefined>>) {
  const addresses = shallowRef<ReadonlyMap<string, string>>(new Map())
  const made = new Map<string, { data: Blob; address: string }>()

  watch(
    rows,
    (now) => {
      for (const row of now ?? []) {
        const known = made.get(row.uid)
        if (known && known.data.size === row.data.size) continue
        if (known) URL.revokeObjectURL(known.address)
        made.set(row.uid, { data: row.data, address: URL.createObjectURL(row.data) })
      }
      addresses.value = new Map([...made].map(([uid, { address }]) => [uid, address]))
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const { address } of made.values()) URL.revokeObjectURL(address)
  })
  return addresses
}

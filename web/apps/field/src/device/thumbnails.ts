/** Addresses of small pictures that lie in the database; given back when they are no longer shown. */
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'

interface SmallPicture {
  uid: string
  data: Blob
}

/** Object addresses by uid, following the rows. */
export function useThumbnails(rows: Readonly<Ref<readonly SmallPicture[] | undefined>>) {
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

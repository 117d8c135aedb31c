/** A short list that the server sends whole, in the shape a table takes. */
import { usePages } from '@zhijian/ui'

/** `read` gives every row; there is one page of them. */
export function useWhole<T>(read: (signal: AbortSignal) => Promise<readonly T[]>) {
  return usePages<T>(async (_page, signal) => {
    const items = [...(await read(signal))]
    return { items, next: null, total: items.length }
  })
}

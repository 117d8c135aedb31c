/** A question to the database whose answer stays current, whoever writes: this page, another tab or the service worker. */
import { liveQuery } from '@zhijian/offline'
import { onScopeDispose, shallowRef, watch, type ShallowRef, type WatchSource } from 'vue'

/** `undefined` until the first answer. Asked again when one of `on` changes. */
export function useLive<T>(query: () => Promise<T>, on: WatchSource | WatchSource[] = []): Readonly<ShallowRef<T | undefined>> {
  const answer = shallowRef<T>()
  let stop = (): void => undefined
  function ask(): void {
    stop()
    const subscription = liveQuery(query).subscribe({
      next: (found) => {
        answer.value = found
      },
    })
    stop = () => subscription.unsubscribe()
  }
  ask()
  watch(on, ask)
  onScopeDispose(() => stop())
  return answer
}

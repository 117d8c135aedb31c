/** Loading for a page: one request at a time, quiet for 300 ms, old content kept while the new one comes. */
import { isAbort, toProblem, type Problem } from '@zhijian/api'
import { computed, onScopeDispose, shallowRef, watch, type WatchSource } from 'vue'

/** Nothing is shown for this long, so that fast answers do not flicker. */
export const QUIET_MS = 300

export interface LoadOptions {
  /** Loads again when one of these changes. */
  on?: WatchSource | WatchSource[]
  /** False: nothing is loaded until `reload()`. */
  immediate?: boolean
}

/**
 * `load` gets a signal that is aborted when a newer load starts or the page goes away.
 * `showSkeleton`: nothing to show yet and 300 ms have passed. `isRefreshing`: old content is shown while new is coming.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, options: LoadOptions = {}) {
  const data = shallowRef<T>()
  const error = shallowRef<Problem | null>(null)
  const isLoading = shallowRef(false)
  const isSlow = shallowRef(false)
  const loadedAt = shallowRef<Date | null>(null)
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    running?.abort()
    running = null
    clearTimeout(timer)
  }

  function begin(): AbortController {
    stop()
    const mine = new AbortController()
    running = mine
    isLoading.value = true
    isSlow.value = false
    timer = setTimeout(() => {
      isSlow.value = true
    }, QUIET_MS)
    return mine
  }

  function end(mine: AbortController): void {
    if (running !== mine) return
    stop()
    isLoading.value = false
    isSlow.value = false
  }

  async function reload(): Promise<void> {
    const mine = begin()
    try {
      const answer = await load(mine.signal)
      if (running !== mine) return
      data.value = answer
      error.value = null
      loadedAt.value = new Date()
    } catch (failure) {
      if (running === mine && !isAbort(failure)) error.value = toProblem(failure)
    } finally {
      end(mine)
    }
  }

  if (options.on !== undefined) watch(options.on, () => void reload())
  if (options.immediate ?? true) void reload()
  onScopeDispose(stop, true)

  const showSkeleton = computed(() => isSlow.value && data.value === undefined && error.value === null)
  const isRefreshing = computed(() => isSlow.value && data.value !== undefined)
  return { data, error, isLoading, showSkeleton, isRefreshing, loadedAt, reload }
}

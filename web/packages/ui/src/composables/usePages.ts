/** A list read by keyset marks: forward by the server's mark, back by the marks already passed. */
import type { Page, PageRequest } from '@zhijian/api'
import { computed, shallowRef, watch, type WatchSource } from 'vue'

import { useLoad } from './useLoad'

export interface PagesOptions {
  /** Rows a page; 50 when not given. */
  limit?: number
  /** The filter: when it changes, the list starts again at its first page. */
  on?: WatchSource | WatchSource[]
}

/** `next`/`previous` turn pages, `more` adds the next page below; `reload` reads the page shown again. */
export function usePages<T>(read: (page: PageRequest, signal: AbortSignal) => Promise<Page<T>>, options: PagesOptions = {}) {
  const limit = options.limit ?? 50
  /** Marks of the pages up to the one shown; the first page has none. */
  const marks = shallowRef<(string | undefined)[]>([undefined])
  const kept = shallowRef<T[]>([])

  const pages = useLoad(async (signal) => {
    const after = marks.value.at(-1)
    const page = await read(after === undefined ? { limit } : { after, limit }, signal)
    return { page, rows: [...kept.value, ...page.items] }
  })

  const rows = computed(() => pages.data.value?.rows ?? [])
  const mark = computed(() => pages.data.value?.page.next ?? null)
  const total = computed(() => pages.data.value?.page.total ?? null)
  const moreThan = computed(() => pages.data.value?.page.more_than ?? null)
  const hasPrevious = computed(() => marks.value.length > 1 && kept.value.length === 0)

  function show(wanted: (string | undefined)[], before: T[] = []): Promise<void> {
    marks.value = wanted
    kept.value = before
    return pages.reload()
  }

  const first = (): Promise<void> => show([undefined])

  async function next(): Promise<void> {
    if (mark.value !== null) await show([...marks.value, mark.value])
  }

  async function previous(): Promise<void> {
    if (marks.value.length > 1) await show(marks.value.slice(0, -1))
  }

  async function more(): Promise<void> {
    if (mark.value !== null) await show([...marks.value, mark.value], rows.value)
  }

  if (options.on !== undefined) watch(options.on, () => void first())

  return {
    rows,
    total,
    moreThan,
    hasNext: computed(() => mark.value !== null),
    hasPrevious,
    pageNumber: computed(() => marks.value.length),
    first,
    next,
    previous,
    more,
    reload: pages.reload,
    error: pages.error,
    isLoading: pages.isLoading,
    isRefreshing: pages.isRefreshing,
    showSkeleton: pages.showSkeleton,
    isLoaded: computed(() => pages.data.value !== undefined),
    loadedAt: pages.loadedAt,
  }
}

/** Keyset pages: a list is read forward by the mark that the server put on its last row. */

export interface Page<T> {
  items: T[]
  /** Handed back as `after` to go on; null at the end. */
  next?: string | null
  total?: number | null
  /** In place of `total`: there are more rows than this, which the server did not count. */
  more_than?: number | null
}

export interface PageRequest {
  after?: string
  limit: number
}

/** Every row behind a list, page by page; for exports and pickers, not for tables. */
export async function* everyRow<T>(read: (page: PageRequest) => Promise<Page<T>>, limit = 200): AsyncGenerator<T> {
  let after: string | undefined
  do {
    const page = await read(after === undefined ? { limit } : { after, limit })
    yield* page.items
    after = page.next ?? undefined
  } while (after !== undefined)
}

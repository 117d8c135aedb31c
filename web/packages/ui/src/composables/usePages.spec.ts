import type { PageRequest } from '@zhijian/api'
import { expect, test } from 'vitest'
import { nextTick, ref } from 'vue'

import { usePages } from './usePages'

/** Pages a → b → c of two rows each. */
function threePages() {
  const asked: PageRequest[] = []
  const pages: Record<string, { items: string[]; next: string | null; total: number }> = {
    '': { items: ['1', '2'], next: 'b', total: 6 },
    b: { items: ['3', '4'], next: 'c', total: 6 },
    c: { items: ['5', '6'], next: null, total: 6 },
  }
  const read = async (page: PageRequest) => {
    asked.push(page)
    return pages[page.after ?? ''] ?? { items: [], next: null }
  }
  return { asked, read }
}

test('pages are turned forward by the mark of the server and back by the marks passed', async () => {
  const { asked, read } = threePages()
  const list = usePages(read, { limit: 2 })
  await list.first()

  await list.next()
  await list.next()
  expect(list.rows.value).toEqual(['5', '6'])
  expect([list.hasNext.value, list.hasPrevious.value, list.pageNumber.value]).toEqual([false, true, 3])

  await list.next()
  await list.previous()
  expect(list.rows.value).toEqual(['3', '4'])
  expect(asked.at(-1)).toEqual({ after: 'b', limit: 2 })
  expect(list.total.value).toBe(6)
})

test('more adds the next page below what is shown', async () => {
  const list = usePages(threePages().read, { limit: 2 })
  await list.first()

  await list.more()

  expect(list.rows.value).toEqual(['1', '2', '3', '4'])
  expect(list.hasPrevious.value).toBe(false)
})

test('another filter begins again at the first page', async () => {
  const { asked, read } = threePages()
  const filter = ref('a')
  const list = usePages(read, { limit: 2, on: filter })
  await list.first()
  await list.next()

  filter.value = 'b'
  await nextTick()

  expect(asked.at(-1)).toEqual({ limit: 2 })
  expect(list.pageNumber.value).toBe(1)
})

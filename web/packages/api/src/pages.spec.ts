import { expect, test } from 'vitest'

import { everyRow } from './pages'

test('every row of a list is read, page by page, each once', async () => {
  const asked: (string | undefined)[] = []
  const pages: Record<string, { items: number[]; next: string | null }> = {
    '': { items: [1, 2], next: 'b' },
    b: { items: [3], next: 'c' },
    c: { items: [], next: null },
  }

  const rows: number[] = []
  for await (const row of everyRow(async ({ after }) => {
    asked.push(after)
    return pages[after ?? ''] ?? { items: [] }
  })) {
    rows.push(row)
  }

  expect(rows).toEqual([1, 2, 3])
  expect(asked).toEqual([undefined, 'b', 'c'])
})

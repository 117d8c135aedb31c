import { expect, test } from 'vitest'

import { entriesFor } from './quickEntries'

test('only what the person may do is offered', () => {
  const inspector = new Set(['inspection.perform', 'inspection.rectify', 'registry.view'])

  expect(entriesFor((one) => inspector.has(one)).map((entry) => entry.title)).toEqual(['新建检查任务', '我的检查任务', '逾期的整改', '企业档案'])
  expect(entriesFor(() => false)).toEqual([])
})

import { expect, test } from 'vitest'

import { storyOf } from './taskStory'

test('a change of officers is told with who went before, who goes now, and why', () => {
  const task = {
    created_at: '2026-11-20T01:00:00Z', created_by: '', reason: '', approved_at: '2026-11-20T01:00:00Z', approved_by: '', finished_at: null, archived_at: null,
    restaffings: [{ at: '2026-11-22T01:00:00Z', by: '所长', before: ['张三', '李四'], after: ['张三', '王五'], reason: '李四住院治疗' }],
  } as unknown as Parameters<typeof storyOf>[0]

  const [latest, ...before] = storyOf(task)

  expect(before.map((entry) => entry.title)).toEqual(['随抽取或者责令改正一并批准', '创建任务'])
  expect(latest).toMatchObject({ title: '更换检查人员', by: '所长', detail: '张三（主办）、李四 → 张三（主办）、王五。理由：李四住院治疗' })
})

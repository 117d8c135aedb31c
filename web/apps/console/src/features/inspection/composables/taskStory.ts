/** What happened to a task, as entries of its timeline. */
import type { Schema } from '@zhijian/api'
import type { TimelineEntry } from '@zhijian/ui'

type Task = Schema<'TaskDetailOut'>

/** The latest first; only what has happened. Of one moment, what follows from the other comes later. */
export function storyOf(task: Task): TimelineEntry[] {
  const entries: (TimelineEntry | null)[] = [
    task.archived_at === null ? null : { key: 'archived', at: task.archived_at, title: '归档', tone: 'neutral' },
    task.finished_at === null ? null : { key: 'finished', at: task.finished_at, title: '检查完成，记录已会签', tone: 'ok' },
    ...task.restaffings.map((one, place): TimelineEntry => ({ key: `restaffed-${place}`, at: one.at, title: '更换检查人员', by: one.by || '系统', detail: restaffingText(one), tone: 'warn' })),
    task.approved_at === null ? null : { key: 'approved', at: task.approved_at, title: task.approved_by ? '批准' : '随抽取或者责令改正一并批准', by: task.approved_by || null, tone: 'info' },
    { key: 'created', at: task.created_at, title: '创建任务', by: task.created_by || '系统', detail: task.reason || null, tone: 'info' },
  ]
  return entries.filter((entry) => entry !== null).sort((one, other) => other.at.localeCompare(one.at))
}

/** 张三（主办）、李四 → 王五（主办）、李四。理由：…… */
function restaffingText({ before, after, reason }: Task['restaffings'][number]): string {
  const named = (people: readonly string[]): string => people.map((name, place) => (place === 0 ? `${name}（主办）` : name)).join('、')
  return `${named(before)} → ${named(after)}${reason ? `。理由：${reason}` : ''}`
}

/** What the server says about a deadline, and which of the five looks it gets. */

/** Names used by clocks (`normal`, `late`) and by the worklist (`none`, `calm`, `overdue`). */
export type DeadlineLevel = 'none' | 'normal' | 'calm' | 'soon' | 'urgent' | 'late' | 'overdue' | 'paused'

export interface Deadline {
  /** Last day, `2026-11-30`; null when there is none. */
  due_on: string | null
  level: DeadlineLevel
  /** Words of the server: 还剩 3 个工作日, 逾期 2 天. The day is shown when there are none. */
  text?: string | null
}

export type DeadlineLook = 'none' | 'calm' | 'soon' | 'urgent' | 'late' | 'paused'

const LOOKS: Readonly<Record<DeadlineLevel, DeadlineLook>> = {
  none: 'none',
  normal: 'calm',
  calm: 'calm',
  soon: 'soon',
  urgent: 'urgent',
  late: 'late',
  overdue: 'late',
  paused: 'paused',
}

export function appearanceOf(level: DeadlineLevel): DeadlineLook {
  return LOOKS[level]
}

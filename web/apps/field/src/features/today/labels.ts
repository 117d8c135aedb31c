/** Kinds of visits as the officer reads them. */
import type { TaskKind } from '@zhijian/offline'

export const KINDS: Readonly<Record<TaskKind, string>> = { daily: '日常', special: '专项', random: '双随机', temporary: '临时', reinspection: '复查' }
export const KIND_ORDER: readonly TaskKind[] = ['daily', 'special', 'random', 'temporary', 'reinspection']

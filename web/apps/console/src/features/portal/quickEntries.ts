/** Things often begun from the first screen, each for who may do it. */

export interface QuickEntry {
  title: string
  to: string
  permissions: readonly string[]
}

export const QUICK_ENTRIES: readonly QuickEntry[] = [
  { title: '新建检查任务', to: '/inspection/tasks?new=1', permissions: ['inspection.create', 'inspection.perform'] },
  { title: '我的检查任务', to: '/inspection/tasks?mine=1', permissions: ['inspection.perform'] },
  { title: '新建双随机抽取', to: '/inspection/draws/new', permissions: ['inspection.draw'] },
  { title: '公示检查结果', to: '/inspection/publications?state=pending', permissions: ['inspection.publish'] },
  { title: '逾期的整改', to: '/inspection/rectifications?overdue=1', permissions: ['inspection.rectify'] },
  { title: '稽查线索', to: '/enforcement/clues?stage=pending', permissions: ['enforcement.clue_view'] },
  { title: '企业档案', to: '/registry/entities', permissions: ['registry.view'] },
  { title: '导入主体', to: '/registry/imports', permissions: ['registry.import'] },
  { title: '机构与人员', to: '/system/people', permissions: ['identity.manage', 'identity.grant'] },
  { title: '角色与权限', to: '/system/roles', permissions: ['identity.grant'] },
  { title: '审计记录', to: '/system/audit', permissions: ['audit.view'] },
]

/** The entries for somebody with these rights, in their order. */
export function entriesFor(may: (permission: string) => boolean): QuickEntry[] {
  return QUICK_ENTRIES.filter((entry) => entry.permissions.some(may))
}

import type { RouteRecordRaw } from 'vue-router'

const people = { permission: 'identity.view', right: '查看组织机构和人员' }
const audit = { permission: 'audit.view', right: '查看和导出审计记录' }

export const routes: RouteRecordRaw[] = [
  { path: '/system/people', name: 'people', component: () => import('./pages/PeoplePage.vue'), meta: { title: '机构与人员', ...people } },
  { path: '/system/people/:uid', name: 'person', props: true, component: () => import('./pages/PersonPage.vue'), meta: { title: '人员', ...people } },
  { path: '/system/roles', name: 'roles', component: () => import('./pages/RolesPage.vue'), meta: { title: '角色与权限', ...people } },
  { path: '/system/codes', name: 'codes', component: () => import('./pages/CodesPage.vue'), meta: { title: '代码表' } },
  { path: '/system/deadlines', name: 'deadline-rules', component: () => import('./pages/DeadlineRulesPage.vue'), meta: { title: '期限规则' } },
  { path: '/system/deadlines/calendar', name: 'work-calendar', component: () => import('./pages/WorkCalendarPage.vue'), meta: { title: '工作日历' } },
  { path: '/system/audit', name: 'audit', component: () => import('./pages/AuditPage.vue'), meta: { title: '审计记录', ...audit } },
]

import type { RouteRecordRaw } from 'vue-router'

const view = { permission: 'inspection.view', right: '查看检查任务和记录' }
const draw = { right: '组织双随机抽取' }
const pools = { permission: 'inspection.pools', right: '维护双随机名录库' }

export const routes: RouteRecordRaw[] = [
  { path: '/calendar', name: 'calendar', component: () => import('./pages/CalendarPage.vue'), meta: { title: '日历', ...view } },
  { path: '/inspection/tasks', name: 'tasks', component: () => import('./pages/TaskListPage.vue'), meta: { title: '检查任务', ...view } },
  { path: '/inspection/tasks/:uid', name: 'task', props: true, component: () => import('./pages/TaskPage.vue'), meta: { title: '检查任务', ...view } },
  {
    path: '/inspection/tasks/:uid/fill',
    name: 'task-fill',
    props: true,
    component: () => import('./pages/FillPage.vue'),
    meta: { title: '填写检查记录', permission: 'inspection.perform', right: '实施现场检查' },
  },
  { path: '/inspection/records', name: 'records', component: () => import('./pages/RecordListPage.vue'), meta: { title: '检查记录', ...view } },
  { path: '/inspection/records/:uid', name: 'record', props: true, component: () => import('./pages/RecordPage.vue'), meta: { title: '检查记录', ...view } },
  { path: '/inspection/rectifications', name: 'rectifications', component: () => import('./pages/RectificationListPage.vue'), meta: { title: '整改跟踪', ...view } },
  { path: '/inspection/rectifications/:uid', name: 'rectification', props: true, component: () => import('./pages/RectificationPage.vue'), meta: { title: '责令改正', ...view } },
  {
    path: '/inspection/publications',
    name: 'publications',
    component: () => import('./pages/PublicationPage.vue'),
    meta: { title: '结果公示', permission: 'inspection.publish', right: '公示检查结果' },
  },
  { path: '/inspection/draws', name: 'draws', component: () => import('./pages/DrawListPage.vue'), meta: { title: '抽取方案' } },
  { path: '/inspection/draws/new', name: 'draw-new', component: () => import('./pages/DrawFormPage.vue'), meta: { title: '新建抽取', permission: 'inspection.draw', ...draw } },
  { path: '/inspection/draws/:uid', name: 'draw', props: true, component: () => import('./pages/DrawPage.vue'), meta: { title: '双随机抽取' } },
  { path: '/inspection/draws/:uid/edit', name: 'draw-edit', props: true, component: () => import('./pages/DrawFormPage.vue'), meta: { title: '修改抽取参数', permission: 'inspection.draw', ...draw } },
  { path: '/inspection/avoidances', name: 'avoidances', component: () => import('./pages/AvoidancePage.vue'), meta: { title: '回避登记', ...view } },
  { path: '/inspection/officer-pools', name: 'officer-pools', component: () => import('./pages/OfficerPoolListPage.vue'), meta: { title: '人员名录库', ...pools } },
  { path: '/inspection/officer-pools/:uid', name: 'officer-pool', props: true, component: () => import('./pages/OfficerPoolPage.vue'), meta: { title: '人员名录库', ...view } },
  { path: '/inspection/object-pools', name: 'object-pools', component: () => import('./pages/ObjectPoolListPage.vue'), meta: { title: '对象名录库', ...pools } },
  { path: '/inspection/object-pools/:uid', name: 'object-pool', props: true, component: () => import('./pages/ObjectPoolPage.vue'), meta: { title: '对象名录库', ...view } },
]

export const bareRoutes: RouteRecordRaw[] = [
  { path: '/inspection/draws/:uid/show', name: 'draw-show', props: true, component: () => import('./pages/DrawShowPage.vue'), meta: { title: '抽取现场' } },
]

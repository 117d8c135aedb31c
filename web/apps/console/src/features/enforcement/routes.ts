import type { RouteRecordRaw } from 'vue-router'

const view = { permission: 'enforcement.clue_view', right: '查看稽查线索' }

export const routes: RouteRecordRaw[] = [
  { path: '/enforcement/clues', name: 'clues', component: () => import('./pages/ClueListPage.vue'), meta: { title: '稽查线索', ...view } },
  { path: '/enforcement/clues/:uid', name: 'clue', props: true, component: () => import('./pages/CluePage.vue'), meta: { title: '稽查线索', ...view } },
]

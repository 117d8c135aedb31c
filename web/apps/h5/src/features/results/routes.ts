import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/h5/results',
    name: 'results',
    component: () => import('./pages/ResultsPage.vue'),
    meta: { title: '公示结果', entry: { hint: '查一家企业或门店最近的检查结果', order: 10 } },
  },
]

import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/records/:record', name: 'record', component: () => import('./pages/RecordPage.vue'), props: true, meta: { title: '检查记录' } },
]

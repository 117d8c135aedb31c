import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/find', name: 'find', component: () => import('./pages/FindPage.vue'), meta: { title: '扫码/搜索', isTab: true } },
]

import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/me', name: 'me', component: () => import('./pages/MePage.vue'), meta: { title: '我的', isTab: true } },
]

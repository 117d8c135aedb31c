import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/h5', alias: '/h5/', name: 'home', component: () => import('./pages/HomePage.vue'), meta: { title: '首页' } },
]

import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue'), meta: { title: '我的账号' } }]

import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/notices', name: 'notices', component: () => import('./pages/NoticesPage.vue'), meta: { title: '通知' } },
  {
    path: '/system/outbox',
    name: 'outbox',
    component: () => import('./pages/OutboxPage.vue'),
    meta: { title: '短信发件箱', permission: 'notices.outbox', right: '查看演示短信' },
  },
]

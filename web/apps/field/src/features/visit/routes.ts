import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/visit/:task/notice', name: 'visit-notice', component: () => import('./pages/NoticePage.vue'), props: true, meta: { title: '亮证告知' } },
  { path: '/visit/:task/checklist', name: 'visit-checklist', component: () => import('./pages/ChecklistPage.vue'), props: true, meta: { title: '检查表' } },
  { path: '/visit/:task/result', name: 'visit-result', component: () => import('./pages/ResultPage.vue'), props: true, meta: { title: '结果与签名' } },
]

import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/forms', name: 'forms', component: () => import('./pages/FormListPage.vue'), meta: { title: '检查表' } },
  { path: '/forms/:code', name: 'form', props: true, component: () => import('./pages/FormPage.vue'), meta: { title: '检查表' } },
]

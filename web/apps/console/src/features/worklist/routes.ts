import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/worklist', name: 'todo', component: () => import('./pages/TodoPage.vue'), meta: { title: '待办中心' } },
]

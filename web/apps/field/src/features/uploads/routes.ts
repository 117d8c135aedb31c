import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/uploads', name: 'uploads', component: () => import('./pages/UploadsPage.vue'), meta: { title: '我的上传', isTab: true } },
  { path: '/uploads/:record/conflict', name: 'conflict', component: () => import('./pages/ConflictPage.vue'), props: true, meta: { title: '任务有改动' } },
]

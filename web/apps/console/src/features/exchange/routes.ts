import type { RouteRecordRaw } from 'vue-router'

/** Which kinds somebody may import the server says; a page without any tells so itself. */
export const routes: RouteRecordRaw[] = [
  { path: '/registry/imports', name: 'imports', component: () => import('./pages/ImportListPage.vue'), meta: { title: '数据导入' } },
  { path: '/registry/imports/:uid', name: 'import', props: true, component: () => import('./pages/ImportPage.vue'), meta: { title: '数据导入' } },
]

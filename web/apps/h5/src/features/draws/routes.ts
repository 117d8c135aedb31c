import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/h5/draws',
    name: 'draws',
    component: () => import('./pages/DrawsPage.vue'),
    meta: { title: '双随机公示', entry: { hint: '看抽查名单怎样抽出，在您的浏览器里重新计算', order: 20 } },
  },
  { path: '/h5/draws/verify', name: 'draw-recompute', component: () => import('./pages/RecomputePage.vue'), meta: { title: '验证抽取' } },
  { path: '/h5/draws/:uid', name: 'draw', component: () => import('./pages/DrawPage.vue'), props: true, meta: { title: '一次抽取' } },
]

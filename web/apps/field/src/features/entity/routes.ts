import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/entities/:entity', name: 'entity', component: () => import('./pages/EntityPage.vue'), props: true, meta: { title: '企业' } },
  { path: '/entities/:entity/flight', name: 'flight', component: () => import('./pages/FlightPage.vue'), props: true, meta: { title: '飞行检查' } },
]

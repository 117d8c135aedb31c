import type { RouteRecordRaw } from 'vue-router'

const view = { permission: 'registry.view', right: '查看主体档案' }

export const routes: RouteRecordRaw[] = [
  { path: '/registry/entities', name: 'entities', component: () => import('./pages/EntityListPage.vue'), meta: { title: '企业档案', ...view } },
  { path: '/registry/entities/:uid', name: 'entity', props: true, component: () => import('./pages/DossierPage.vue'), meta: { title: '一企一档', ...view } },
  { path: '/registry/licences', name: 'licences', component: () => import('./pages/LicenceListPage.vue'), meta: { title: '到期证照', ...view } },
]

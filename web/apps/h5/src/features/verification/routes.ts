import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/verify',
    name: 'verify',
    component: () => import('./pages/VerifyPage.vue'),
    meta: { title: '文书核验', entry: { hint: '核对一份文书是不是本机关出具、现在是否有效', order: 60 } },
  },
  { path: '/v/:code', name: 'verification', component: () => import('./pages/VerificationPage.vue'), props: true, meta: { title: '核验结果' } },
]

/** All addresses of the field app, below /m/. */
import { createRouter, createWebHistory, type RouteRecordRaw, type Router, type RouterHistory } from 'vue-router'

import { placeToResume } from './device/resume'
import { guardSession } from './session/guard'

/** A feature adds pages by exporting `routes` from `features/<feature>/routes.ts`; paths are absolute below /m/. */
const features = import.meta.glob<{ routes: RouteRecordRaw[] }>('./features/*/routes.ts', { eager: true })

export function createFieldRouter(history: RouterHistory = createWebHistory('/m/')): Router {
  const router = createRouter({
    history,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      { path: '/sign-in', name: 'sign-in', component: () => import('./session/SignInPage.vue'), meta: { title: '登录', isPublic: true } },
      {
        path: '/',
        component: () => import('./layout/FieldLayout.vue'),
        children: [
          ...Object.values(features).flatMap((feature) => feature.routes),
          { path: '/:rest(.*)*', name: 'not-found', component: () => import('./layout/NotFoundPage.vue'), meta: { title: '没有这个页面' } },
        ],
      },
    ],
  })
  router.beforeEach(guardSession)
  router.beforeEach(async (to, from) => {
    if (to.name !== 'today' || from.matched.length > 0) return true
    return (await placeToResume(new Date())) ?? true
  })
  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · 智监执法` : '智监执法'
  })
  return router
}

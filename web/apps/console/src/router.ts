/** All addresses of the console: the shell's own and those of every feature. */
import { createRouter, createWebHistory, type RouteRecordRaw, type Router, type RouterHistory } from 'vue-router'

import { guardSession } from './session/guard'

/**
 * A capability adds pages by exporting `routes` from `features/<capability>/routes.ts`; paths are absolute.
 * They are shown inside the layout, except those in `bareRoutes` (the big screen), which have their own.
 */
const features = import.meta.glob<{ routes: RouteRecordRaw[]; bareRoutes?: RouteRecordRaw[] }>('./features/*/routes.ts', {
  eager: true,
})

/** Routes of all features, inside the layout and outside of it. */
export function featureRoutes(): { inside: RouteRecordRaw[]; bare: RouteRecordRaw[] } {
  const found = Object.values(features)
  return { inside: found.flatMap((one) => one.routes), bare: found.flatMap((one) => one.bareRoutes ?? []) }
}

export function createConsoleRouter(history: RouterHistory = createWebHistory('/')): Router {
  const { inside, bare } = featureRoutes()
  const router = createRouter({
    history,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { title: '登录', isPublic: true } },
      { path: '/password', name: 'password', component: () => import('./pages/PasswordPage.vue'), meta: { title: '修改密码', isPublic: true } },
      ...bare,
      {
        path: '/',
        component: () => import('./layout/AppLayout.vue'),
        children: [
          ...inside,
          { path: '/:rest(.*)*', name: 'not-found', component: () => import('./pages/NotFoundPage.vue'), meta: { title: '没有这个页面' } },
        ],
      },
    ],
  })
  router.beforeEach(guardSession)
  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · 智监` : '智监'
  })
  return router
}

/** All addresses of the public and enterprise site: /h5/…, /v/<code>, /verify. */
import { createRouter, createWebHistory, type RouteRecordRaw, type Router, type RouterHistory } from 'vue-router'

/** A feature adds pages by exporting `routes` from `features/<feature>/routes.ts`; paths are absolute from the site's root. */
const features = import.meta.glob<{ routes: RouteRecordRaw[] }>('./features/*/routes.ts', { eager: true })

export function createPublicRouter(history: RouterHistory = createWebHistory('/')): Router {
  const router = createRouter({
    history,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      {
        path: '/',
        component: () => import('./layout/PublicLayout.vue'),
        children: [
          ...Object.values(features).flatMap((feature) => feature.routes),
          { path: '/:rest(.*)*', name: 'not-found', component: () => import('./layout/NotFoundPage.vue'), meta: { title: '没有这个页面' } },
        ],
      },
    ],
  })
  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · 市场监管公众服务` : '市场监管公众服务'
  })
  return router
}

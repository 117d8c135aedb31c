import 'vant'
import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    /** Puts the page on the home page: what a person can do there, and its place in the order. */
    entry?: { hint: string; order: number }
  }
}

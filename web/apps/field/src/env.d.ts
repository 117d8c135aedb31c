import 'vant'
import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    /** One of the four places of the bottom bar; pages without one have a back arrow instead. */
    isTab?: boolean
    /** Can be opened without signing in. */
    isPublic?: boolean
  }
}

import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Name of the page in the window title and on the page. */
    title?: string
    /** Permission without which the page shows "no right" in place of itself. */
    permission?: string
    /** What that permission allows, in Chinese: 查看案件. */
    right?: string
    /** Can be opened without signing in. */
    isPublic?: boolean
  }
}

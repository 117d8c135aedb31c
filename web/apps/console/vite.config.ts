import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

import { bootCheck, build, define, server } from '../../tools/vite-shared.ts'

export default defineConfig({
  base: '/',
  plugins: [
    vue(),
    // Only the library's own el-* tags are found by name; our components are imported where they are used.
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
    bootCheck(),
  ],
  build,
  define,
  server,
})

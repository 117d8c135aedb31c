import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

import { bootCheck, build, define, server, vantFontAsFile } from '../../tools/vite-shared.ts'

// Files live below /h5/; the pages also answer at /v/<code> and /verify, which are printed on paper and must stay short.
export default defineConfig({
  base: '/h5/',
  plugins: [vue(), components({ dirs: [], dts: false, resolvers: [VantResolver()] }), vantFontAsFile(), bootCheck()],
  build,
  define,
  server,
})

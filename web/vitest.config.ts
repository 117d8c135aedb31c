import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { VantResolver } from '@vant/auto-import-resolver'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    vue(),
    components({
      dirs: [],
      dts: false,
      resolvers: [ElementPlusResolver({ importStyle: false }), VantResolver({ importStyle: false })],
    }),
  ],
  test: {
    environment: 'happy-dom',
    include: ['packages/*/src/**/*.spec.ts', 'packages/*/test/**/*.spec.ts', 'apps/*/src/**/*.spec.ts', 'tools/**/*.spec.ts'],
    server: { deps: { inline: ['element-plus', 'vant'] } },
    // Styles are left out of tests, except the one whose colours are measured.
    css: { include: [/tokens\.css/] },
    restoreMocks: true,
  },
})

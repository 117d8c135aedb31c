import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

import { bootCheck, build, define, server, vantFontAsFile } from '../../tools/vite-shared.ts'

export default defineConfig({
  base: '/m/',
  plugins: [
    vue(),
    components({ dirs: [], dts: false, resolvers: [VantResolver()] }),
    vantFontAsFile(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      scope: '/m/',
      // Registered by our own code, which asks before it changes versions; nothing is put into the page.
      injectRegister: null,
      registerType: 'prompt',
      // The code reader (wasm) is kept by its own rule: a phone whose browser reads codes itself never fetches it.
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,woff2}'] },
      manifest: {
        id: '/m/',
        name: '智监执法',
        short_name: '智监执法',
        description: '现场检查、取证与文书，离线可用。',
        lang: 'zh-CN',
        start_url: '/m/',
        scope: '/m/',
        display: 'standalone',
        orientation: 'any',
        theme_color: '#0b3d75',
        background_color: '#f3f5f8',
        icons: [
          { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
    }),
    bootCheck(),
  ],
  build,
  define,
  server,
})

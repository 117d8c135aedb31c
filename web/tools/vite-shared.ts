/** What the three apps' builds have in common. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BuildOptions, Plugin } from 'vite'

const BOOT_SOURCE = readFileSync(fileURLToPath(new URL('./boot.js', import.meta.url)), 'utf8')
const BOOT_FILE = `assets/boot-${createHash('sha256').update(BOOT_SOURCE).digest('hex').slice(0, 8)}.js`

/** Element Plus itself needs Chrome 92; older browsers are told so by the boot check. */
export const build: BuildOptions = {
  target: ['chrome92'],
  cssTarget: ['chrome92'],
  outDir: 'dist',
  emptyOutDir: true,
  modulePreload: { polyfill: false },
  // Nothing may be inlined as data: the content policy allows our own origin only.
  assetsInlineLimit: 0,
}

export const define = {
  __VUE_OPTIONS_API__: 'true',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
}

/** Puts the boot check before everything else, as a file of our own: inline scripts are forbidden. */
export function bootCheck(): Plugin {
  let base = '/'
  return {
    name: 'zhijian-boot-check',
    apply: 'build',
    configResolved(config) {
      base = config.base
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: BOOT_FILE, source: BOOT_SOURCE })
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: `${base}${BOOT_FILE}` }, injectTo: 'head-prepend' }],
  }
}

/** The dev server of an app: calls go to a back end on this machine. */
export const server = { proxy: { '/api': 'http://127.0.0.1:8000' } }

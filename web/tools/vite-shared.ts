/** What the three apps' builds have in common. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
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

const FONT_FILE = fileURLToPath(new URL('../node_modules/.zhijian/vant-icon.woff2', import.meta.url))
const FONT_SOURCE = /src:\s*url\(data:font\/woff2;[^,]*,([A-Za-z0-9+/=]+)\)[^}]*/

/**
 * Vant's icon font stands in its style sheet as data, with a fallback on an outside host. Our content policy allows
 * neither: the font becomes a file of our own and the outside address goes away.
 */
export function vantFontAsFile(): Plugin {
  return {
    name: 'zhijian-vant-font',
    enforce: 'pre',
    transform(css, id) {
      const path = id.split('?')[0] ?? id
      if (!/\/vant\/(es|lib)\/icon\/index\.css$/.test(path)) return null
      const font = FONT_SOURCE.exec(css)?.[1]
      if (font === undefined) throw new Error('the icon font is not where it was in vant/icon/index.css')
      mkdirSync(dirname(FONT_FILE), { recursive: true })
      writeFileSync(FONT_FILE, Buffer.from(font, 'base64'))
      return css.replace(FONT_SOURCE, `src:url("${relative(dirname(path), FONT_FILE)}") format("woff2")`)
    },
  }
}

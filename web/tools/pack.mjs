/**
 * Puts a Brotli file beside each built file that shrinks: slow to make, once for each build; the server hands it out
 * where the browser takes it. `node tools/pack.mjs` after a build.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const apps = fileURLToPath(new URL('../apps/', import.meta.url))
const SHRINKING = new Set(['.css', '.html', '.js', '.json', '.svg', '.wasm', '.webmanifest'])
const SMALLEST = 1024
const pack = promisify(brotliCompress)

async function packed(file) {
  const data = readFileSync(file)
  if (data.length < SMALLEST) return 0
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length }
  const small = await pack(data, { params })
  writeFileSync(`${file}.br`, small)
  return data.length - small.length
}

const files = readdirSync(apps).flatMap((app) =>
  readdirSync(join(apps, app, 'dist'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && SHRINKING.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name)),
)
const saved = await Promise.all(files.map(packed))
process.stdout.write(`packed ${files.length} files, ${Math.round(saved.reduce((sum, one) => sum + one, 0) / 1024)} KiB less\n`)

/**
 * What a first visit costs: fails when an app grew past its budget, loads anything from another host, or lost the rules of
 * the content policy. `node tools/budget.mjs` after a build.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const KIB = 1024
const apps = fileURLToPath(new URL('../apps/', import.meta.url))

/** Files of a dist folder, all levels. */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}

/** Scripts and styles that the page names, and what those import statically; `extra` are chunks the first page asks for at once. */
function firstLoad(dist, extra) {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const seen = new Set()
  const visit = (name) => {
    if (seen.has(name)) return
    seen.add(name)
    if (!name.endsWith('.js')) return
    const code = readFileSync(join(dist, 'assets', name), 'utf8')
    for (const [, found] of code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g)) visit(found)
  }
  for (const [, found] of html.matchAll(/(?:src|href)="[^"]*\/assets\/([^"]+)"/g)) visit(found)
  for (const name of readdirSync(join(dist, 'assets'))) {
    if (extra.some((prefix) => name.startsWith(`${prefix}-`))) visit(name)
  }
  // A chunk's style sheet has the chunk's own name before the hash.
  const chunks = new Set([...seen].map((name) => name.replace(/-[\w-]{8}\.\w+$/, '')))
  for (const name of readdirSync(join(dist, 'assets'))) {
    if (name.endsWith('.css') && chunks.has(name.replace(/-[\w-]{8}\.css$/, ''))) seen.add(name)
  }
  return [...seen].map((name) => join(dist, 'assets', name))
}

const gzipped = (file) => gzipSync(readFileSync(file)).length
const sum = (files, size) => files.reduce((total, file) => total + size(file), 0)

const BUDGETS = [
  { app: 'console', what: 'sign-in page, gzip', limit: 400, kib: (dist) => sum(firstLoad(dist, ['SignInPage']), gzipped) / KIB },
  { app: 'console', what: 'workbench, gzip', limit: 400, kib: (dist) => sum(firstLoad(dist, ['AppLayout', 'WorkbenchPage']), gzipped) / KIB },
  {
    app: 'field',
    what: 'first load with everything kept offline but the code reader, gzip',
    limit: 500,
    kib: (dist) => sum(filesIn(dist).filter((file) => !/\.(map|wasm|br)$/.test(file)), gzipped) / KIB,
  },
  { app: 'h5', what: 'home, gzip', limit: 200, kib: (dist) => sum(firstLoad(dist, ['PublicLayout', 'HomePage']), gzipped) / KIB },
]

/** Addresses inside code that are names, not things to load. */
const NAMES_ONLY = [/^https?:\/\/www\.w3\.org\//, /^https?:\/\/(vuejs|router\.vuejs|pinia\.vuejs|element-plus|vant)[.-]/]

function foreignLoads(dist) {
  return filesIn(dist)
    .filter((file) => /\.(html|css)$/.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:url\(|src=|href=)["']?((?:https?:)?\/\/[^"')\s]+)/g)]
        .map(([, address]) => address)
        .filter((address) => !NAMES_ONLY.some((name) => name.test(address)))
        .map((address) => `${basename(file)} loads ${address}`),
    )
}

function policyBreaches(dist) {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const breaches = []
  if (/<script(?![^>]*\ssrc=)[^>]*>/.test(html)) breaches.push('index.html has an inline script')
  if (/\son\w+=/.test(html)) breaches.push('index.html has an inline event handler')
  if (/<style/.test(html)) breaches.push('index.html has an inline style sheet')
  return breaches
}

let failed = false
for (const { app, what, limit, kib } of BUDGETS) {
  const size = kib(join(apps, app, 'dist'))
  const isOver = size > limit
  failed ||= isOver
  process.stdout.write(`${isOver ? 'OVER ' : 'ok   '} ${app}: ${what}: ${size.toFixed(0)} of ${limit} KiB\n`)
}
for (const app of new Set(BUDGETS.map((budget) => budget.app))) {
  const dist = join(apps, app, 'dist')
  for (const breach of [...foreignLoads(dist), ...policyBreaches(dist)]) {
    failed = true
    process.stdout.write(`FAIL  ${app}: ${breach}\n`)
  }
}
if (failed) {
  process.stdout.write('Load the heavy part lazily (import() in routes.ts), or keep the outside address out of the build.\n')
  process.exitCode = 1
}

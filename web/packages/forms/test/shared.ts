/** The vectors and forms that Python and TypeScript share, read from where Python keeps them. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Definition, Difference, Snapshot } from '../src/index'

export interface Vectors {
  definitions: Record<string, Definition>
  cases: { name: string; definition: string; answers: unknown; drawn?: string[]; expect: Record<string, unknown> }[]
  differences: { name: string; mine: unknown; theirs: unknown; expect: Difference[] }[]
  snapshots: { name: string; definition: string; answers: unknown; expect: Snapshot }[]
  random: { definition: string; answers: unknown; digest: string }[]
  samples: { definition: string; seed: string; items: string[] }[]
  hashes: Record<string, string>
  presets: Record<string, string>
}

export interface CanonicalVectors {
  vectors: { name: string; value: unknown; canonical: string; sha256: string }[]
}

const PYTHON_SOURCES = join(import.meta.dirname, '../../../../src/zhijian')

function shared(path: string): unknown {
  return JSON.parse(readFileSync(join(PYTHON_SOURCES, path), 'utf8'))
}

export const vectors = shared('support/forms/tests/vectors.json') as Vectors
export const canonicalVectors = shared('kernel/tests/canonical_vectors.json') as CanonicalVectors
export const preset = (name: string): Definition => shared(`business/inspection/presets/${name}`) as Definition

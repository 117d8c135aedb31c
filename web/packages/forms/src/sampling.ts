/** Which items a visit draws, so that anybody who knows the seed can draw them again. */

import { sha256Hex } from './canonical'
import { itemsOf, kindOf, levelOf, type Definition, type Item } from './definition'
import { itemsAsked } from './rules'

const SEED = /^[0-9a-f]{32,128}$/
const RANGE = 2 ** 32

/**
 * Ids of the items this visit checks, in the order of the form; the same algorithm as `sample_items` on the server.
 * Throws RangeError when the seed is not 32 to 128 lower-case hexadecimal digits.
 */
export async function sampleItems(definition: Definition, seedHex: string): Promise<string[]> {
  if (!SEED.test(seedHex)) throw new RangeError('抽取检查项目的种子应当是32至128位的小写十六进制数，请重新生成。')
  const every = [...itemsOf(definition)].map(({ item }) => item)
  if (!definition.sample) return every.map((item) => item.id)
  const { minKey, minTotal } = definition.sample
  const drawable = every.filter((item) => kindOf(item) === 'tri' && !item.visible)
  const numbers = new SeededNumbers(`${definition.code}@${definition.version}`, seedHex)
  const keyItems = drawable.filter((item) => levelOf(item) !== 'general').map((item) => item.id)
  const chosen = new Set(await draw(keyItems, minKey, numbers))
  const rest = drawable.map((item) => item.id).filter((id) => !chosen.has(id))
  for (const id of await draw(rest, minTotal - chosen.size, numbers)) chosen.add(id)
  return withDependents(every, chosen)
}

function withDependents(every: Item[], chosen: Set<string>): string[] {
  const included = new Set<string>()
  for (const item of every) {
    const wanted = item.visible
      ? [...itemsAsked(item.visible)].every((id) => included.has(id))
      : kindOf(item) !== 'tri' || chosen.has(item.id)
    if (wanted) included.add(item.id)
  }
  return [...included]
}

/** The first `wanted` of a Fisher-Yates shuffle; all of them when the pool is smaller. */
async function draw(pool: string[], wanted: number, numbers: SeededNumbers): Promise<string[]> {
  const shuffled = [...pool]
  const size = Math.min(wanted, shuffled.length)
  for (let place = 0; place < size; place += 1) {
    const other = place + (await numbers.below(shuffled.length - place))
    ;[shuffled[place], shuffled[other]] = [shuffled[other] as string, shuffled[place] as string]
  }
  return shuffled.slice(0, size)
}

/** 32-bit numbers: the first eight hexadecimal digits of SHA-256 over form, seed and a counter. */
class SeededNumbers {
  private counter = 0

  constructor(private readonly form: string, private readonly seedHex: string) {}

  /** A number from 0 to bound-1, each equally likely: draws past the last whole multiple are thrown away. */
  async below(bound: number): Promise<number> {
    const limit = RANGE - (RANGE % bound)
    for (;;) {
      const number = await this.next()
      if (number < limit) return number % bound
    }
  }

  private async next(): Promise<number> {
    const digest = await sha256Hex(`inspect-form/1 sample ${this.form} ${this.seedHex} ${this.counter}`)
    this.counter += 1
    return Number.parseInt(digest.slice(0, 8), 16)
  }
}

/** A labelled stream of 64-bit numbers out of the seed, and lots drawn with it (section 4 of the procedure). */

import { bytesOf, sha256 } from './digest'

const RANGE = 1n << 64n
const BLOCKS_AT_ONCE = 8

export class Lots {
  private readonly prefix: Uint8Array
  private numbers: bigint[] = []
  private used = 0
  private block = 0

  constructor(seed: string, label: string) {
    this.prefix = Uint8Array.from([...bytesOf(seed), ...new TextEncoder().encode(label), 0])
  }

  /** A whole number from 0 to limit - 1, each equally likely. */
  async below(limit: number): Promise<number> {
    const divisor = BigInt(limit)
    const usable = RANGE - (RANGE % divisor)
    for (;;) {
      if (this.used === this.numbers.length) await this.refill()
      const number = this.numbers[this.used++]!
      if (number < usable) return Number(number % divisor)
    }
  }

  /** The first `count` of the list after a Fisher–Yates shuffle, in the order drawn. */
  async pick<T>(list: readonly T[], count: number): Promise<T[]> {
    const left = [...list]
    for (let place = 0; place < count; place++) {
      swap(left, place, place + (await this.below(left.length - place)))
    }
    return left.slice(0, count)
  }

  private async refill(): Promise<void> {
    const digests = await Promise.all(
      Array.from({ length: BLOCKS_AT_ONCE }, (_, ahead) => this.digest(BigInt(this.block + ahead))),
    )
    this.block += BLOCKS_AT_ONCE
    this.used = 0
    this.numbers = digests.flatMap((bytes) => {
      const view = new DataView(bytes.buffer)
      return [0, 8, 16, 24].map((offset) => view.getBigUint64(offset))
    })
  }

  private digest(index: bigint): Promise<Uint8Array<ArrayBuffer>> {
    const input = new Uint8Array(this.prefix.length + 8)
    input.set(this.prefix)
    new DataView(input.buffer).setBigUint64(this.prefix.length, index)
    return sha256(input)
  }
}

/** Exchange two places of a list. */
export function swap<T>(list: T[], one: number, other: number): void {
  const kept = list[one]!
  list[one] = list[other]!
  list[other] = kept
}

/** SHA-256 (FIPS 180-4) in plain arithmetic: on a closed network pages come over http, where browsers offer no hashing. */

const ROUNDS = 64
const BLOCK = 64

function* primes(): Generator<number> {
  for (let candidate = 2; ; candidate += 1) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) isPrime = false
    if (isPrime) yield candidate
  }
}

/** The first 32 bits behind the point of a root of the first primes, as the standard derives its constants. */
function fractions(count: number, root: (value: number) => number): Uint32Array {
  const found = new Uint32Array(count)
  const all = primes()
  for (let place = 0; place < count; place += 1) {
    const value = root(all.next().value as number)
    found[place] = Math.floor((value - Math.floor(value)) * 2 ** 32)
  }
  return found
}

const CONSTANTS = fractions(ROUNDS, Math.cbrt)
const START = fractions(8, Math.sqrt)

/** The message, a one bit, zeros, and its length in bits: whole blocks. */
function padded(bytes: Uint8Array): DataView {
  const room = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK)
  room.set(bytes)
  room[bytes.length] = 0x80
  const view = new DataView(room.buffer)
  view.setUint32(room.length - 8, Math.floor((bytes.length * 8) / 2 ** 32))
  view.setUint32(room.length - 4, (bytes.length * 8) >>> 0)
  return view
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** Takes one block into the state; `words` is working room of 64 words. */
function take(state: Uint32Array, view: DataView, from: number, words: Uint32Array): void {
  const at = (place: number): number => words[place] as number
  for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(from + i * 4)
  for (let i = 16; i < ROUNDS; i += 1) {
    const [early, late] = [at(i - 15), at(i - 2)]
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
    const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
    words[i] = at(i - 16) + first + at(i - 7) + second
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < ROUNDS; i += 1) {
    const choice = (e & f) ^ (~e & g)
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + (CONSTANTS[i] as number) + at(i)) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
  }
  for (const [place, word] of [a, b, c, d, e, f, g, h].entries()) state[place] = (state[place] as number) + word
}

export function sha256Plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = padded(bytes)
  const state = START.slice()
  const words = new Uint32Array(ROUNDS)
  for (let from = 0; from < view.byteLength; from += BLOCK) take(state, view, from, words)
  const found = new Uint8Array(32)
  const out = new DataView(found.buffer)
  for (const [place, word] of state.entries()) out.setUint32(place * 4, word)
  return found
}

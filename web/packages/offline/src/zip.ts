/** A ZIP without compression (pictures and films are compressed already). */

export interface ZipEntry {
  name: string
  data: Uint8Array<ArrayBuffer>
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

export function crc32(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}

/** The entries in their order; names are UTF-8. */
export function zipOf(entries: readonly ZipEntry[], at: Date): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let place = 0
  for (const { name, data } of entries) {
    const label = new TextEncoder().encode(name)
    const facts = factsOf(data, label.length, at)
    const head = joined(numbers([[4, 0x04034b50]]), facts, numbers([[2, 0]]), label)
    parts.push(head, data)
    directory.push(joined(numbers([[4, 0x02014b50], [2, 20]]), facts, numbers([[2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, place]]), label))
    place += head.length + data.length
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0)
  const end = numbers([[4, 0x06054b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, size], [4, place], [2, 0]])
  return new Blob([...parts, ...directory, end], { type: 'application/zip' })
}

/** Version, UTF-8 flag, no compression, time, day, CRC, sizes, length of the name. */
function factsOf(data: Uint8Array, nameLength: number, at: Date): Uint8Array<ArrayBuffer> {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1)
  const day = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate()
  return numbers([[2, 20], [2, 0x0800], [2, 0], [2, time], [2, day], [4, crc32(data)], [4, data.length], [4, data.length], [2, nameLength]])
}

/** Little-endian numbers as [bytes, value]. */
function numbers(given: readonly (readonly [2 | 4, number])[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(given.reduce((sum, [size]) => sum + size, 0)))
  let place = 0
  for (const [size, value] of given) {
    if (size === 2) view.setUint16(place, value, true)
    else view.setUint32(place, value, true)
    place += size
  }
  return new Uint8Array(view.buffer)
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0))
  let place = 0
  for (const part of parts) {
    all.set(part, place)
    place += part.length
  }
  return all
}

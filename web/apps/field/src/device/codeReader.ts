/** Reading QR and bar codes: the browser's own reader where it has one, else ours, fetched from our own files. */
import { READER_CACHE } from './readerCache'

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>
}
type DetectorClass = new (options: { formats: string[] }) => Detector

const FORMATS = ['qr_code', 'code_128', 'data_matrix']

async function nativeDetector(): Promise<DetectorClass | null> {
  const native = (globalThis as { BarcodeDetector?: DetectorClass & { getSupportedFormats(): Promise<string[]> } }).BarcodeDetector
  const formats: string[] = native ? await native.getSupportedFormats().catch(() => []) : []
  return native && formats.includes('qr_code') ? native : null
}

/**
 * Keep our own reader while there is a network, where the browser has none, so that codes are read offline too.
 * On a first visit the service worker may not hold the page yet: what did not pass through it is kept from here.
 */
export async function fetchReader(): Promise<void> {
  if ((await nativeDetector()) !== null || !('caches' in globalThis)) return
  const { default: address } = await import('zxing-wasm/reader/zxing_reader.wasm?url')
  const cache = await caches.open(READER_CACHE)
  if (await cache.match(address)) return
  const fetched = await fetch(address)
  if (fetched.ok && !(await cache.match(address))) await cache.put(address, fetched)
}

export async function makeDetector(): Promise<Detector> {
  const native = await nativeDetector()
  if (native) return new native({ formats: ['qr_code'] })
  const [{ BarcodeDetector, prepareZXingModule }, { default: address }] = await Promise.all([
    import('barcode-detector/ponyfill'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ])
  prepareZXingModule({ overrides: { locateFile: () => address } })
  return new (BarcodeDetector as unknown as DetectorClass)({ formats: FORMATS })
}

const USCC = /[0-9A-HJ-NP-RT-UW-Y]{2}\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}/

/** The unified social credit code inside whatever was scanned; the text itself when there is none. */
export function codeIn(text: string): string {
  return USCC.exec(text.toUpperCase())?.[0] ?? text.trim()
}

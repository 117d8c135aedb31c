/** Where this phone is, when the officer allowed it. */
import type { Position } from '@zhijian/offline'

let last: { position: Position; at: number } | null = null
const FRESH_MS = 60_000
const RECENT_MS = 300_000

/** The position, at most a minute old; null when it is refused, unknown or takes longer than `patienceMs`. */
export function position(patienceMs = 3000): Promise<Position | null> {
  if (last && Date.now() - last.at < FRESH_MS) return Promise.resolve(last.position)
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), patienceMs)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(timer)
        last = { position: { latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy }, at: Date.now() }
        resolve(last.position)
      },
      () => {
        clearTimeout(timer)
        resolve(null)
      },
      { maximumAge: FRESH_MS, timeout: patienceMs, enableHighAccuracy: true },
    )
  })
}

/** Where the phone was at most five minutes ago; nothing waits for it, because a picture must be kept at once. */
export const lastPosition = (): Position | null => (last && Date.now() - last.at < RECENT_MS ? last.position : null)

const EARTH_M = 6_371_000

/** Metres between two places given in degrees. */
export function distanceM(from: { latitude: number; longitude: number }, to: { latitude: number; longitude: number }): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const height = radians(to.latitude - from.latitude) / 2
  const width = radians(to.longitude - from.longitude) / 2
  const part = Math.sin(height) ** 2 + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(width) ** 2
  return 2 * EARTH_M * Math.asin(Math.sqrt(part))
}

/** 320 米, 1.2 公里. */
export function distanceText(metres: number): string {
  return metres < 1000 ? `${Math.round(metres / 10) * 10} 米` : `${(metres / 1000).toFixed(1)} 公里`
}

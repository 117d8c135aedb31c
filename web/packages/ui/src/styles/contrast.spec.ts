import { expect, test } from 'vitest'

import css from './tokens.css?raw'

/** Tokens as they stand in the style sheet, by name. */
const tokens = Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]))

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two tokens, WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(tokens[one] ?? ''), luminance(tokens[other] ?? '')].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

test.each([
  ['c-text-1', 'c-page'],
  ['c-text-2', 'c-page'],
  ['c-text-3', 'c-page'],
  ['c-placeholder', 'c-card'],
  ['c-primary', 'c-page'],
  ['c-primary', 'c-primary-tint'],
  ['c-card', 'c-primary'],
  ['c-card', 'c-primary-hover'],
  ['c-card', 'c-header'],
  ['c-card', 'c-bad'],
  ['c-ok', 'c-ok-tint'],
  ['c-warn', 'c-warn-tint'],
  ['c-bad', 'c-bad-tint'],
  ['c-na', 'c-na-tint'],
  ['screen-text', 'screen-panel'],
])('text in %s on %s can be read (4.5:1)', (text, ground) => {
  expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5)
})

test.each(['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5', 'chart-6', 'chart-7', 'chart-8', 'c-border-ctl'])(
  '%s can be told from white (3:1)',
  (colour) => {
    expect(contrast(colour, 'c-card')).toBeGreaterThanOrEqual(3)
  },
)

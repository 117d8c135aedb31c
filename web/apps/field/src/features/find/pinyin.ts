/** First letters of Chinese names, taken from the browser's own pinyin order, so that no table is shipped. */

/** The first character of each letter in pinyin order; i, u and v begin no syllable. */
const FIRST = [...'阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀']
const LETTERS = 'abcdefghjklmnopqrstwxyz'
const order = new Intl.Collator('zh-Hans-CN-u-co-pinyin')
const HAN = /\p{Script=Han}/u

/** `好味餐馆` → `hwcg`; other letters and digits stay. */
export function initials(text: string): string {
  return [...text.toLowerCase()].map(initial).join('')
}

function initial(character: string): string {
  if (!HAN.test(character)) return /[a-z0-9]/.test(character) ? character : ''
  let found = ''
  for (const [index, first] of FIRST.entries()) {
    if (order.compare(first, character) > 0) break
    found = LETTERS[index] ?? ''
  }
  return found
}

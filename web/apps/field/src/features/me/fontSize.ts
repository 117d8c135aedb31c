/** Size of letters on this phone, kept for the next start. */
const KEPT = 'zhijian.field.font-size'

export const SIZES = { normal: '标准', large: '大字' } as const

export function fontSize(): keyof typeof SIZES {
  return localStorage.getItem(KEPT) === 'large' ? 'large' : 'normal'
}

export function setFontSize(size: keyof typeof SIZES): void {
  localStorage.setItem(KEPT, size)
  applyFontSize()
}

/** Put the kept size on the page. */
export function applyFontSize(): void {
  document.documentElement.dataset['care'] = fontSize() === 'large' ? 'on' : 'off'
}

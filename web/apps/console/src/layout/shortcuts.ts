/** Keys that work on every page while nobody is typing: single keys and sequences such as `g t`. */
import { onScopeDispose } from 'vue'

export interface Shortcut {
  /** `/`, `?`, `g t` */
  keys: string
  /** What it does, for the list of keys. */
  does: string
  run: () => void
}

/** Time within which the second key of a sequence must follow, milliseconds. */
const SEQUENCE_MS = 1000

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Listens until the calling component goes away. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  let before = ''
  let beforeAt = 0

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
    const isSequence = before !== '' && event.timeStamp - beforeAt < SEQUENCE_MS
    const typed = isSequence ? `${before} ${event.key}` : event.key
    const hit = shortcuts.find((one) => one.keys === typed) ?? shortcuts.find((one) => one.keys === event.key)
    before = hit === undefined ? event.key : ''
    beforeAt = event.timeStamp
    if (hit === undefined) return
    event.preventDefault()
    hit.run()
  }

  document.addEventListener('keydown', onKey)
  onScopeDispose(() => document.removeEventListener('keydown', onKey))
}

/** Keys of the form: 1/2/3 answer the current item, n/p go on and back, Ctrl+Enter sends. */
import { onBeforeUnmount, onMounted } from 'vue'

export type FillKey = { answer: 0 | 1 | 2 } | { move: 1 | -1 } | { submit: true }

/** What a key press means; null while somebody types, or for any other key. */
export function meaningOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>, isTyping: boolean): FillKey | null {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return { submit: true }
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return null
  if (event.key === '1' || event.key === '2' || event.key === '3') return { answer: (Number(event.key) - 1) as 0 | 1 | 2 }
  if (event.key === 'n') return { move: 1 }
  return event.key === 'p' ? { move: -1 } : null
}

function isTypingIn(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && (target as HTMLInputElement).type !== 'checkbox'
}

export function useFillKeys(act: (key: FillKey) => void): void {
  const listen = (event: KeyboardEvent): void => {
    const meaning = meaningOf(event, isTypingIn(event.target))
    if (meaning === null) return
    event.preventDefault()
    act(meaning)
  }
  onMounted(() => addEventListener('keydown', listen))
  onBeforeUnmount(() => removeEventListener('keydown', listen))
}

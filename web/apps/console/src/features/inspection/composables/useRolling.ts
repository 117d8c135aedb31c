/** Names that roll by until somebody says 停止. Only a show: the result was fixed before and cannot be changed by it. */
import { computed, onScopeDispose, shallowRef } from 'vue'

const TURN_MS = 70

export interface RollingGroup {
  no: number
  officers: string[]
  objects: string[]
}

/** `at` picks a name for a place; the same turn and place give the same name. */
export function nameAt(names: readonly string[], turn: number, place: number): string {
  if (names.length === 0) return ''
  return names[(turn * 7 + place * 13) % names.length] ?? ''
}

export function useRolling(result: () => readonly RollingGroup[], names: () => { officers: readonly string[]; objects: readonly string[] }, isStill: boolean) {
  const turn = shallowRef(0)
  const isRolling = shallowRef(true)
  const timer = isStill ? undefined : setInterval(() => (turn.value += 1), TURN_MS)
  const groups = computed<RollingGroup[]>(() => {
    if (!isRolling.value) return [...result()]
    const { officers, objects } = names()
    const show = (all: readonly string[], group: number, place: number): string => (isStill ? '· · ·' : nameAt(all, turn.value, group * 31 + place))
    return result().map((group) => ({
      no: group.no,
      officers: group.officers.map((_name, place) => show(officers, group.no, place)),
      objects: group.objects.map((_name, place) => show(objects, group.no, place)),
    }))
  })

  function stop(): void {
    isRolling.value = false
    clearInterval(timer)
  }

  onScopeDispose(() => clearInterval(timer))
  return { groups, isRolling, stop }
}

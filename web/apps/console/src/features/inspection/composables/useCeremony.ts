/** Carries a draw forward while its page is open: asks the server every few seconds and does what is this person's turn. */
import { api, toProblem, type Problem } from '@zhijian/api'
import { useLoad } from '@zhijian/ui'
import { computed, onScopeDispose, shallowRef, type Ref } from 'vue'

import { nextStep, type Draw, type Goal, type Step } from './ceremony'
import { keptNonce, makeNonce } from './nonces'

/** How often others' acts are looked for, milliseconds. */
const LOOK_MS = 2000

export function useCeremony(uid: Ref<string>, person: Ref<string>) {
  const load = useLoad((signal) => api.get('/api/v1/inspection/draws/{draw}', { path: { draw: uid.value }, signal }), { on: uid })
  const goal = shallowRef<Goal>('none')
  const problem = shallowRef<Problem | null>(null)
  const isActing = shallowRef(false)
  const now = shallowRef(new Date())
  const draw = computed(() => load.data.value)
  const step = computed<Step>(() => {
    if (draw.value === undefined) return { kind: 'done' }
    return nextStep(draw.value, goal.value, { uid: person.value, keepsNonce: keptNonce(uid.value, person.value) !== null, now: now.value })
  })

  const put = (answer: Draw): void => {
    load.data.value = answer
  }

  /** lookedUp: the public value as this person read it, where somebody else typed it. */
  async function act(kind: Step['kind'], lookedUp: string): Promise<Draw | null> {
    const path = { draw: uid.value }
    switch (kind) {
      case 'give_nonce': {
        const { hash } = await makeNonce(uid.value, person.value)
        return api.post('/api/v1/inspection/draws/{draw}/nonces', { path, body: { nonce_hash: hash } })
      }
      case 'commit':
        return api.post('/api/v1/inspection/draws/{draw}/commit', { path })
      case 'set_public_value': {
        const third = draw.value?.parameters.public_value?.kind === 'third_person'
        const value = third ? (keptNonce(uid.value, person.value)?.nonce ?? '') : ''
        return api.post('/api/v1/inspection/draws/{draw}/public-value', { path, body: { source: third ? 'third_person' : 'drand', round: '', value, source_note: '' } })
      }
      case 'open_nonce':
        return api.post('/api/v1/inspection/draws/{draw}/nonces/open', { path, body: { nonce: keptNonce(uid.value, person.value)?.nonce ?? '', public_value: lookedUp } })
      case 'draw':
        return api.post('/api/v1/inspection/draws/{draw}/draw', { path })
      default:
        return null
    }
  }

  /** Does one act now; a refusal stops what goes by itself and is told. */
  async function perform(kind: Step['kind'], lookedUp = ''): Promise<boolean> {
    if (isActing.value) return false
    isActing.value = true
    problem.value = null
    try {
      const answer = await act(kind, lookedUp)
      if (answer !== null) put(answer)
      return true
    } catch (error) {
      problem.value = toProblem(error)
      goal.value = 'none'
      return false
    } finally {
      isActing.value = false
    }
  }

  /** Everything that is this person's turn now, one act after the other. */
  async function advance(): Promise<void> {
    now.value = new Date()
    const { kind } = step.value
    if (isActing.value || kind === 'wait' || kind === 'done' || kind === 'type_public_value') return
    if (await perform(kind)) await advance()
  }

  async function pursue(wanted: Goal): Promise<void> {
    goal.value = wanted
    await advance()
  }

  const timer = setInterval(async () => {
    now.value = new Date()
    const waitsForOthers = draw.value !== undefined && ['draft', 'committed', 'seeded'].includes(draw.value.draw.stage)
    if (isActing.value || load.isLoading.value || !waitsForOthers) return
    await load.reload()
    await advance()
  }, LOOK_MS)
  onScopeDispose(() => clearInterval(timer))

  return { draw, load, goal, step, now, problem, isActing, pursue, perform, put }
}

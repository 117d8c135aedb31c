/** What the office may do with an order to rectify: look again at once, note that the entity is done, take it back. */
import { api } from '@zhijian/api'
import { useAct } from '@zhijian/ui'
import { computed } from 'vue'
import { useRouter } from 'vue-router'

/** `after` is called when an act has changed the order; a re-inspection leads to its task. */
export function useRectificationActs(after: () => Promise<void>) {
  const router = useRouter()
  const reinspect = useAct(async (rectification: string, key) =>
    api.post('/api/v1/inspection/rectifications/{rectification}/reinspect', { path: { rectification }, key }),
  )
  const report = useAct(async (rectification: string, key) =>
    api.post('/api/v1/inspection/rectifications/{rectification}/report', { path: { rectification }, key }),
  )
  const withdrawal = useAct(async (input: { rectification: string; reason: string }, key) =>
    api.post('/api/v1/inspection/rectifications/{rectification}/withdraw', { path: { rectification: input.rectification }, body: { reason: input.reason }, key }),
  )
  const problem = computed(() => reinspect.problem.value ?? report.problem.value)
  const isRunning = computed(() => reinspect.isRunning.value || report.isRunning.value)

  async function run(name: string, uid: string): Promise<void> {
    if (name === 'reinspect' && (await reinspect.run(uid))) {
      await router.push({ name: 'task', params: { uid: reinspect.result.value?.task ?? '' } })
    } else if (name === 'report_done' && (await report.run(uid))) {
      await after()
    }
  }

  /** Gives whether the order was taken back; what stood in the way is in `withdrawal.problem`. */
  async function withdraw(uid: string, reason: string): Promise<boolean> {
    if (!(await withdrawal.run({ rectification: uid, reason }))) return false
    await after()
    return true
  }

  return { run, problem, isRunning, withdraw, withdrawal }
}

/** An official act: waits for the answer, runs once at a time, and keeps its idempotency key until it has succeeded. */
import { toProblem, WriteKey, type Problem } from '@zhijian/api'
import { shallowRef } from 'vue'

/**
 * `run(input)` gives true when the server has accepted the act; otherwise `problem` says why not.
 * `result` holds the server's answer of the last success.
 */
export function useAct<Input, Result = void>(act: (input: Input, key: string) => Promise<Result>) {
  const writeKey = new WriteKey()
  const isRunning = shallowRef(false)
  const problem = shallowRef<Problem | null>(null)
  const result = shallowRef<Result>()

  async function run(input: Input): Promise<boolean> {
    if (isRunning.value) return false
    isRunning.value = true
    problem.value = null
    try {
      result.value = await act(input, writeKey.for(input))
      writeKey.settle()
      return true
    } catch (failure) {
      problem.value = toProblem(failure)
      return false
    } finally {
      isRunning.value = false
    }
  }

  return { run, isRunning, problem, result }
}

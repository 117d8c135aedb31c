/** An act on a person: the server answers with the person as they are now, which the page then shows. */
import type { Schema } from '@zhijian/api'
import { useAct } from '@zhijian/ui'

/** `run(input)` acts and hands the person as they are now to `show`. */
export function usePersonAct<Input = undefined>(
  show: (person: Schema<'StaffDetailOut'>) => void,
  act: (key: string, input: Input) => Promise<Schema<'StaffDetailOut'>>,
) {
  return useAct(async (input: Input, key) => show(await act(key, input)))
}

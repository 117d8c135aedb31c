/** Files of the server saved on the device; a refusal is a `Problem` like that of any call. */
import { api } from '@zhijian/api'
import { useAct } from '@zhijian/ui'

import { saveBlob } from './saveBlob'

/** Large lists take their time to be written. */
const TIMEOUT_MS = 180_000

interface Download {
  url: string
  name: string
  query?: Record<string, unknown>
}

async function save({ url, name, query = {} }: Download): Promise<void> {
  const { data } = await api.send<Blob>('get', url, { query, timeoutMs: TIMEOUT_MS })
  saveBlob(data, name)
}

/** `run({ url, name, query })` asks for a file and saves it under a name. */
export function useDownload() {
  return useAct(save)
}

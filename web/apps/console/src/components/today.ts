/** The day in China, for defaults of forms; what counts is decided by the server's own clock. */
import { formatDate } from '@zhijian/ui'

export function today(): string {
  return formatDate(new Date())
}

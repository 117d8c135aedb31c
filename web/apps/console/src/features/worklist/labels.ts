/** Names and colours of the kinds of items in the worklist. */
import type { Schema } from '@zhijian/api'
import type { Tone } from '@zhijian/ui'

export const KINDS: Readonly<Record<Schema<'ItemKind'>, { label: string; tone: Tone }>> = {
  task: { label: '待办', tone: 'info' },
  risk: { label: '风险', tone: 'warn' },
  warning: { label: '预警', tone: 'warn' },
}

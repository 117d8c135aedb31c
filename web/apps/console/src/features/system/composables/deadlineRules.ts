/** How the rules of deadlines are told: length, pauses, extension, and which of several versions are shown. */
import type { Schema } from '@zhijian/api'

type Rule = Schema<'DeadlineRuleOut'>

/** `20 个工作日`, or that an order sets it. */
export function lengthText(rule: Rule): string {
  return rule.length === null ? `按文书所定（${rule.unit_label}）` : `${rule.length} ${rule.unit_label}`
}

/** `可延长 15 个工作日`; empty where the law allows none. */
export function extensionText(rule: Rule): string {
  return rule.extension_length > 0 ? `${rule.extension_length} ${rule.extension_unit_label}` : ''
}

/** Rules whose name, code or basis holds the text; those no longer or not yet in force only when asked for. */
export function chosenRules(rules: readonly Rule[], text: string, withOthers: boolean): Rule[] {
  return rules.filter((rule) => (withOthers || rule.is_in_force) && [rule.name, rule.code, rule.basis].some((part) => part.includes(text)))
}

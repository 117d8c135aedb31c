/** What a published draw says, put into words for a page; the verifier decides whether it is true. */
import { readText, type DrawDocument, type DrawResult } from '@zhijian/draw'

import { REFUSALS } from './labels'

export interface NamedObject {
  uid: string
  name: string
  uscc: string
}

export interface NamedGroup {
  no: number
  officers: { uid: string; name: string; organisation: string; isLeader: boolean }[]
  objects: NamedObject[]
}

export interface NamedRefusal {
  uid: string
  name: string
  reasons: string[]
}

/** The result with names from the libraries beside it; null before the draw. */
export function namedGroups(document: DrawDocument): NamedGroup[] | null {
  const result = document.result as DrawResult | null
  if (result === null) return null
  const objects = new Map(document.libraries.objects.map((row) => [row.uid, row]))
  const officers = new Map(document.libraries.officers.map((row) => [row.uid, row]))
  return result.groups.map((group) => ({
    no: group.no,
    officers: group.officers.map((uid) => ({
      uid,
      name: officers.get(uid)?.name ?? uid,
      organisation: officers.get(uid)?.organisation ?? '',
      isLeader: uid === group.leader,
    })),
    objects: group.objects.map((uid) => ({ uid, name: objects.get(uid)?.name ?? uid, uscc: objects.get(uid)?.uscc ?? '' })),
  }))
}

/** Who and what was in the libraries but could not be drawn, with reasons in words. */
export function namedRefusals(document: DrawDocument): { objects: NamedRefusal[]; officers: NamedRefusal[] } {
  const result = document.result as DrawResult | null
  const name = (rows: readonly { uid: string; name: string }[], refused: DrawResult['ineligible_objects']): NamedRefusal[] => {
    const names = new Map(rows.map((row) => [row.uid, row.name]))
    return refused.map((one) => ({
      uid: one.uid,
      name: names.get(one.uid) ?? one.uid,
      reasons: one.reasons.map((reason) => REFUSALS[reason] ?? reason),
    }))
  }
  return {
    objects: name(document.libraries.objects, result?.ineligible_objects ?? []),
    officers: name(document.libraries.officers, result?.ineligible_officers ?? []),
  }
}

/** A share in thousandths as percent: 125 → `12.5%`. */
export function percent(thousandths: number): string {
  return `${Number((thousandths / 10).toFixed(1))}%`
}

/** The rates of the four classes, highest risk first; empty when classes are not told apart. */
export function ratesInWords(document: DrawDocument): string {
  const { rates } = document.parameters
  if (rates === null) return '不分等级'
  return (['D', 'C', 'B', 'A'] as const).map((level) => `${level} 级 ${percent(rates[level])}`).join('，')
}

/** A dropped file as JSON. Raises an error whose message is a sentence for the visitor. */
export async function readJson(file: File): Promise<unknown> {
  if (file.size > 200 * 1024 * 1024) throw new Error('文件超过 200 MB，不是公布的抽取文件。')
  return readText(await file.text())
}

/** From libraries, parameters and seed to the result (sections 5 to 7 of the procedure). */

import { assign } from './assignment'
import { CLASS_ORDER } from './document'
import type { DrawDocument, DrawResult, Exclusion, InspectedObject, Officer, Parameters, PerClass, Refusal } from './document'
import { Impossible } from './impossible'
import { Lots } from './lots'

const STOPPED = ['2', '3', '4', '5']

/** The result of this seed.  Throws Impossible. */
export async function drawResult(
  libraries: DrawDocument['libraries'],
  parameters: Parameters,
  seed: string,
): Promise<DrawResult> {
  const [objects, refusedObjects] = divide(libraries.objects, objectReasons(parameters))
  const [officers, refusedOfficers] = divide(libraries.officers, officerReasons(parameters))
  requireOfficers(officers, parameters)
  const total = howMany(objects, parameters)
  const quotas = parameters.rates === null ? null : shareOut(total, sizes(objects), parameters.rates)

  const drawn = await drawObjects(seed, objects, total, quotas)
  const teams = await formTeams(seed, officers, parameters)
  const dealt = await assign(
    seed,
    drawn,
    teams.map((team) => new Set(team.flatMap((officer) => officer.conflicts))),
  )
  return {
    quotas,
    groups: teams.map((team, index) => ({
      no: index + 1,
      leader: parameters.leader_rule ? team[0]!.uid : null,
      officers: team.map((officer) => officer.uid),
      objects: dealt[index]!,
    })),
    ineligible_objects: refusedObjects,
    ineligible_officers: refusedOfficers,
  }
}

/** Shares of the total by largest remainder; products stay below 2^53 because a library has at most 10^6 objects. */
export function shareOut(total: number, size: PerClass, rates: PerClass): PerClass {
  const shares: PerClass = { D: 0, C: 0, B: 0, A: 0 }
  let open = CLASS_ORDER.filter((name) => size[name] * rates[name] > 0)
  let left = total
  const weight = (name: keyof PerClass) => size[name] * rates[name]
  for (;;) {
    const sum = open.reduce((so, name) => so + weight(name), 0)
    const full = open.filter((name) => left * weight(name) > size[name] * sum)
    if (full.length === 0) {
      for (const name of open) shares[name] = Math.floor((left * weight(name)) / sum)
      const missing = left - open.reduce((so, name) => so + shares[name], 0)
      const ranked = [...open].sort((a, b) => ((left * weight(b)) % sum) - ((left * weight(a)) % sum))
      for (const name of ranked.slice(0, missing)) shares[name] += 1
      return shares
    }
    for (const name of full) {
      shares[name] = size[name]
      left -= size[name]
    }
    open = open.filter((name) => !full.includes(name))
  }
}

function divide<T extends { uid: string }>(library: T[], reasonsOf: (row: T) => string[]): [T[], Refusal[]] {
  const pool: T[] = []
  const refused: Refusal[] = []
  for (const row of library) {
    const reasons = reasonsOf(row)
    if (reasons.length === 0) pool.push(row)
    else refused.push({ uid: row.uid, reasons })
  }
  return [pool, refused]
}

function objectReasons(parameters: Parameters): (row: InspectedObject) => string[] {
  const excluded = uidsOf(parameters.excluded_objects)
  return (row) => applying({ excluded: excluded.has(row.uid), not_in_operation: STOPPED.includes(row.status) })
}

function officerReasons(parameters: Parameters): (row: Officer) => string[] {
  const excluded = uidsOf(parameters.excluded_officers)
  return (row) =>
    applying({
      excluded: excluded.has(row.uid),
      certificate_not_yet_valid: row.certificate_valid_from > parameters.draw_on,
      certificate_ends_early: row.certificate_valid_to !== null && row.certificate_valid_to < parameters.period_until,
      speciality_missing: parameters.specialities.some((needed) => !row.specialities.includes(needed)),
    })
}

function applying(reasons: Record<string, boolean>): string[] {
  return Object.keys(reasons).filter((name) => reasons[name])
}

function uidsOf(exclusions: Exclusion[]): Set<string> {
  return new Set(exclusions.map(uidOf))
}

function uidOf(row: { uid: string }): string {
  return row.uid
}

function sizes(objects: InspectedObject[]): PerClass {
  const size: PerClass = { D: 0, C: 0, B: 0, A: 0 }
  for (const each of objects) size[each.credit_class] += 1
  return size
}

function requireOfficers(officers: Officer[], { groups, officers_per_group, leader_rule }: Parameters): void {
  if (officers.length < groups * officers_per_group) throw new Impossible('few_officers', '符合条件的执法人员不足')
  if (leader_rule && officers.filter((each) => each.leader).length < groups) {
    throw new Impossible('few_leaders', '可任组长的人员不足')
  }
}

function howMany(objects: InspectedObject[], { groups, objects_per_group, rates }: Parameters): number {
  const size = sizes(objects)
  const drawable = CLASS_ORDER.reduce((sum, name) => sum + (rates === null || rates[name] > 0 ? size[name] : 0), 0)
  const permille = rates === null ? 0 : CLASS_ORDER.reduce((sum, name) => sum + size[name] * rates[name], 0)
  const total = objects_per_group === null ? Math.ceil(permille / 1000) : groups * objects_per_group
  if (total === 0) throw new Impossible('no_objects', '按比例抽不到任何检查对象')
  if (total > drawable) throw new Impossible('few_objects', '可抽取的检查对象不足')
  return total
}

async function drawObjects(
  seed: string,
  objects: InspectedObject[],
  total: number,
  quotas: PerClass | null,
): Promise<string[]> {
  if (quotas === null) return new Lots(seed, 'objects/all').pick(objects.map(uidOf), total)
  let drawn: string[] = []
  for (const name of CLASS_ORDER) {
    const stratum = objects.filter((row) => row.credit_class === name).map(uidOf)
    drawn = drawn.concat(await new Lots(seed, `objects/${name}`).pick(stratum, quotas[name]))
  }
  return drawn
}

async function formTeams(seed: string, officers: Officer[], parameters: Parameters): Promise<Officer[][]> {
  const { groups, officers_per_group, leader_rule } = parameters
  const able = officers.filter((officer) => officer.leader)
  const leaders = leader_rule ? await new Lots(seed, 'officers/leaders').pick(able, groups) : []
  const places = officers_per_group - (leader_rule ? 1 : 0)
  const others = officers.filter((officer) => !leaders.includes(officer))
  const members = await new Lots(seed, 'officers/members').pick(others, groups * places)
  return Array.from({ length: groups }, (_, index) => [
    ...leaders.slice(index, index + 1),
    ...members.slice(index * places, (index + 1) * places),
  ])
}

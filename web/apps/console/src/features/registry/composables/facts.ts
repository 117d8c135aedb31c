/** What the register knows of an entity, as the card of its dossier shows it. */
import type { Schema } from '@zhijian/api'

import { classNames } from '../../../components/entityLabels'
import type { Fact } from '../../../components/FactList.vue'

const withName = (code: string, name: string): string => (name ? `${code} ${name}` : code)

export function factsOf(entity: Schema<'EntityOut'>): Fact[] {
  return [
    { key: 'uscc', label: '信用代码', value: entity.uscc },
    { key: 'registration', label: '注册号', value: entity.registration_number },
    { key: 'type', label: '主体类型', value: withName(entity.entity_type, entity.entity_type_label) },
    { key: 'legal_person', label: '法定代表人', value: entity.legal_person },
    { key: 'phone', label: '联系电话', value: entity.phone },
    { key: 'organisation', label: '管辖机构', value: entity.organisation_name },
    { key: 'address', label: '住所', value: entity.address, isWide: true },
    { key: 'street', label: '所属街道', value: entity.street },
    { key: 'division', label: '行政区划代码', value: entity.division },
    { key: 'industry', label: '行业', value: withName(entity.industry, entity.industry_label) },
    { key: 'capital', label: '注册资本', value: entity.capital === null || entity.capital === undefined ? null : `${Number(entity.capital)} 万元` },
    { key: 'established', label: '成立日期', value: entity.established_on },
    { key: 'approved', label: '核准日期', value: entity.approved_on },
    { key: 'classes', label: '监管类别', value: classNames(entity.supervision_classes) },
    { key: 'place', label: '坐标', value: entity.lat === null || entity.lon === null ? null : `${entity.lon}, ${entity.lat}` },
    { key: 'tags', label: '标签', isWide: true },
  ]
}

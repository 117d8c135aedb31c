/** Where one stands in a tree of codes, kept in the address: code and name of each level, so that links can be sent. */

export interface Step {
  code: string
  name: string
}

/** `52~贵州省!5203~遵义市` as steps; anything else is the top. */
export function pathOf(text: unknown): Step[] {
  if (typeof text !== 'string' || text === '') return []
  return text.split('!').flatMap((part) => {
    const [code = '', name = ''] = part.split('~')
    return code === '' ? [] : [{ code, name: name || code }]
  })
}

/** The path with one level more. */
export function withStep(path: readonly Step[], step: Step): string {
  return [...path, step].map(({ code, name }) => `${code}~${name.replaceAll(/[!~]/g, '')}`).join('!')
}

/** A file as JSON, read as strictly as the first program reads it: no field twice, numbers spelled as whole ones. */

import { visit } from 'jsonc-parser'

/** Its message is a sentence for the reader. */
export class Unreadable extends Error {}

const WHOLE = /^-?(0|[1-9]\d*)$/

export function readText(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
    refuseAmbiguous(text)
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable('文件不是 JSON 格式，请选择从公示页面下载的抽取文件（扩展名 .json）。')
  }
  return value
}

/** `{"a": 1, "a": 2}` and `2.0` mean different things to different programs, so that no document contains them. */
function refuseAmbiguous(text: string): void {
  const names: Set<string>[] = []
  visit(text, {
    onObjectBegin: () => void names.push(new Set()),
    onObjectEnd: () => void names.pop(),
    onObjectProperty: (name) => {
      const seen = names.at(-1)
      if (seen?.has(name)) throw new Unreadable(`文件中的字段“${name}”重复出现，不是公布的抽取文件。`)
      seen?.add(name)
    },
    onLiteralValue: (value, offset, length) => {
      const spelled = text.slice(offset, offset + length)
      if (typeof value === 'number' && !WHOLE.test(spelled)) {
        throw new Unreadable(`文件中的数字 ${spelled} 不是整数的写法，不是公布的抽取文件。`)
      }
    },
  })
}

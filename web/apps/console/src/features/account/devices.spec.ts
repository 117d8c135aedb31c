import { expect, test } from 'vitest'

import { deviceText } from './devices'

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0', 'Edge 浏览器，Windows'],
  ['Mozilla/5.0 (Linux; Android 13; V2) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36', 'Chrome 浏览器，安卓'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0 Safari/537.36', 'Chrome 浏览器，Linux'],
  ['curl/8.0', '未知设备'],
])('%s is told as %s', (agent, text) => {
  expect(deviceText(agent)).toBe(text)
})

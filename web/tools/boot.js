/* Runs before the app, in any browser: fills small gaps and says what to do instead of leaving the page white. */
(function () {
  'use strict'
  function say(title, text) {
    var box = document.getElementById('app') || document.body
    box.textContent = ''
    var head = document.createElement('h1')
    head.textContent = title
    head.style.cssText = 'margin:18vh 24px 8px;font-size:20px;text-align:center'
    var line = document.createElement('p')
    line.textContent = text
    line.style.cssText = 'margin:0 24px;text-align:center;color:#5b6676'
    box.appendChild(head)
    box.appendChild(line)
  }
  function define(owner, name, value) {
    if (!owner[name]) Object.defineProperty(owner, name, { value: value, writable: true, configurable: true })
  }
  define(Object, 'hasOwn', function (thing, key) {
    return Object.prototype.hasOwnProperty.call(thing, key)
  })
  define(Array.prototype, 'findLastIndex', function (test) {
    for (var i = this.length - 1; i >= 0; i--) if (test(this[i], i, this)) return i
    return -1
  })
  define(Array.prototype, 'findLast', function (test) {
    return this[this.findLastIndex(test)]
  })
  if (window.AbortSignal) {
    define(AbortSignal.prototype, 'throwIfAborted', function () {
      if (this.aborted) throw new DOMException('given up', 'AbortError')
    })
  }
  var isCurrent =
    'noModule' in document.createElement('script') &&
    typeof Array.prototype.at === 'function' &&
    typeof String.prototype.replaceAll === 'function' &&
    !!window.AbortController &&
    !!window.CSS &&
    CSS.supports('selector(:is(a))')
  function start() {
    if (!isCurrent) {
      say('当前浏览器版本过低', '请使用 Chrome、Edge 92 以上版本，或 360、奇安信、UOS 浏览器的极速模式打开本系统。')
    }
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
  window.addEventListener(
    'error',
    function (event) {
      var source = event.target
      var box = document.getElementById('app')
      if (source && source.tagName === 'SCRIPT' && box && !box.firstChild) {
        say('页面没有加载完整', '请检查网络后刷新页面；系统刚升级时，刷新一次即可。')
      }
    },
    true,
  )
})()

import '@zhijian/ui/tokens.css'
import '@zhijian/ui/base.css'
import '@zhijian/ui/vant.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { applyFontSize } from './features/me/fontSize'
import { createFieldRouter } from './router'

applyFontSize()
createApp(App).use(createPinia()).use(createFieldRouter()).mount('#app')

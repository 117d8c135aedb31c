import '@zhijian/ui/tokens.css'
import '@zhijian/ui/base.css'
import '@zhijian/ui/vant.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { createFieldRouter } from './router'

createApp(App).use(createPinia()).use(createFieldRouter()).mount('#app')

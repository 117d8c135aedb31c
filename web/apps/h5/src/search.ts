/** The one condition of a public list, kept in the address so that 后退 works and links can be sent. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** `text` follows `?text=`; setting it adds a step to the history. */
export function useSearchText() {
  const route = useRoute()
  const router = useRouter()
  const text = computed({
    get: () => (typeof route.query['text'] === 'string' ? route.query['text'] : ''),
    set: (wanted) => void router.push({ query: wanted === '' ? {} : { text: wanted } }),
  })
  return { text }
}

// Attributes that any element and any component may carry; everything else is checked strictly in templates.
import 'vue'

declare module 'vue' {
  interface ComponentCustomProps {
    [name: `aria-${string}`]: string | number | boolean | undefined
    [name: `data-${string}`]: string | number | boolean | undefined
  }
  interface HTMLAttributes {
    [name: `data-${string}`]: string | number | boolean | undefined
  }
}

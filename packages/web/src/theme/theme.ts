/** Copper on warm grey: the metal a busbar is made of, used where current flows and where a hand is needed. */
import {
  Autocomplete,
  Badge,
  Button,
  Card,
  createTheme,
  Drawer,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  Modal,
  NativeSelect,
  Paper,
  Select,
  Skeleton,
  Table,
  Tabs,
  TextInput,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core'

const copper: MantineColorsTuple = [
  '#fcf3ec',
  '#f6e2d3',
  '#efcbb0',
  '#e8b28a',
  '#e39a5f',
  '#d58648',
  '#c2733a',
  '#a4561f',
  '#864617',
  '#683611',
]
const gray: MantineColorsTuple = [
  '#faf8f6',
  '#f3f0ec',
  '#e8e3dd',
  '#dad3cb',
  '#c4bbb0',
  '#a0968a',
  '#7c7268',
  '#5f574f',
  '#443e38',
  '#2a2622',
]
const dark: MantineColorsTuple = [
  '#e6dfd7',
  '#c3b9ae',
  '#a69b8f',
  '#6f665d',
  '#3d3731',
  '#322d28',
  '#272320',
  '#1c1917',
  '#141210',
  '#0e0c0b',
]

export const theme = createTheme({
  primaryColor: 'copper',
  primaryShade: { light: 7, dark: 4 },
  colors: { copper, gray, dark },
  white: '#ffffff',
  black: '#211d19',
  autoContrast: true,
  luminanceThreshold: 0.32,
  fontFamily: "'IBM Plex Sans Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'IBM Plex Mono', ui-monospace, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.4' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.25' },
      h2: { fontSize: '1rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  variantColorResolver: (input) => ({ ...defaultVariantColorsResolver(input), ...ownColors(input) }),
  components: {
    Autocomplete: Autocomplete.extend({ defaultProps: { comboboxProps: { withinPortal: false } } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Card: Card.extend({
      defaultProps: { withBorder: true, radius: 'md', padding: 'md' },
      styles: { root: { backgroundColor: 'var(--busbar-surface)', overflow: 'visible' } },
    }),
    Paper: Paper.extend({ defaultProps: { radius: 'md' } }),
    Badge: Badge.extend({ defaultProps: { radius: 'sm', variant: 'light', tt: 'none', fw: 500 } }),
    Drawer: Drawer.extend({ defaultProps: { attributes: { header: { role: 'presentation' } } } }),
    Modal: Modal.extend({
      // An id of 48 characters takes two lines on a phone.
      styles: { title: { lineHeight: 1.35, overflowWrap: 'anywhere' } },
      defaultProps: {
        // Else a page has two banners: its own header and the dialog's.
        attributes: { header: { role: 'presentation' } },
        centered: true,
        radius: 'md',
        overlayProps: { backgroundOpacity: 0.45, blur: 2 },
      },
    }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
    Select: Select.extend({ defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'sm' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: true, arrowSize: 6 } }),
  },
})

/** Filled and red things in our own tokens, whose contrast holds in both schemes. */
function ownColors({
  color = 'copper',
  variant,
}: Parameters<VariantColorsResolver>[0]): Partial<ReturnType<VariantColorsResolver>> {
  if (color === 'red') {
    return variant === 'filled'
      ? { background: 'var(--state-faulted)', hover: 'var(--state-faulted)', color: 'var(--busbar-surface)' }
      : { color: 'var(--state-faulted)' }
  }
  return color === 'copper' && variant === 'filled' ? { color: 'var(--busbar-on-accent)' } : {}
}

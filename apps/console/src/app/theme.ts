import {
  Badge,
  Button,
  Card,
  Drawer,
  Modal,
  NumberInput,
  PasswordInput,
  Select,
  Textarea,
  TextInput,
  createTheme,
  type MantineColorsTuple,
} from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#eaf6f8",
  "#d6e9ee",
  "#a9d3de",
  "#79bccd",
  "#54a8be",
  "#3d9cb5",
  "#2d8399",
  "#1c6f84",
  "#155e6e",
  "#0a4b5a",
];

const mono = "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, monospace";

/** Dense and calm: 14 px text, small radii, lines in place of shadows, one colour for what can be done. */
export const theme = createTheme({
  colors: { petrol },
  primaryColor: "petrol",
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  defaultRadius: "sm",
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: mono,
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "16px" }, h3: { fontSize: "18px" } },
  },
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: "xs" } }),
    Badge: Badge.extend({
      defaultProps: { variant: "light", radius: "sm", size: "sm", tt: "none", fw: 500 },
      // A status of which half is cut off says nothing.
      styles: { root: { minWidth: "max-content" } },
    }),
    Card: Card.extend({
      defaultProps: { bg: "transparent" },
      styles: { root: { borderColor: "var(--line)" } },
    }),
    Drawer: Drawer.extend({ styles: { title: { fontSize: 16, fontWeight: 600 } } }),
    TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "xs" } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: "xs" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "sm" } }),
    Select: Select.extend({ defaultProps: { size: "xs" } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, size: "lg" },
      styles: { title: { fontWeight: 600 } },
    }),
  },
});

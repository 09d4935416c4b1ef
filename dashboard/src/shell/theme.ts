import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The blue of the dial's plate. */
const plate: MantineColorsTuple = [
  '#eef4fb',
  '#dbe6f3',
  '#b3cbe5',
  '#88aed7',
  '#6496cb',
  '#4d86c4',
  '#3f7dc0',
  '#306ba9',
  '#265f99',
  '#17518a',
];

/** The greys of the dark scheme, of the same blue as its ground. */
const night: MantineColorsTuple = [
  '#d5dbe3',
  '#b4bdc9',
  '#98a3b1',
  '#8490a0',
  '#3a4450',
  '#2b333d',
  '#1c232c',
  '#0d1117',
  '#0a0e13',
  '#07090d',
];

/** How all pages look. */
export const theme = createTheme({
  primaryColor: 'plate',
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  colors: { plate, dark: night },
  fontFamily: "'Inter Variable', Inter, system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.15rem' }, h3: { fontSize: '1rem' } },
  },
  defaultRadius: 'md',
  respectReducedMotion: true,
  focusRing: 'auto',
});

/** Colours that differ by scheme; texts that are muted keep 4.5 : 1 against their ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--vernier-ground': '#f4f6f8',
    '--vernier-paper': '#ffffff',
    '--vernier-line': '#dfe4ea',
    '--vernier-accent': '#b5470a',
    '--mantine-color-dimmed': '#57606a',
    '--mantine-color-placeholder': '#69737e',
    '--mantine-color-error': '#c92a2a',
  },
  dark: {
    '--vernier-ground': '#0d1117',
    '--vernier-paper': '#151b23',
    '--vernier-line': '#2b333d',
    '--vernier-accent': '#f0a35e',
    '--mantine-color-dimmed': '#9aa4af',
    '--mantine-color-placeholder': '#8490a0',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-body': '#0d1117',
  },
});

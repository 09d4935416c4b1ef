/** Words of the report's own controls; the charts' are in `words/charts.ts`. */
export const reportWords = {
  schemes: { auto: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' },
  objective: 'Objective',
  params: (shown: number, all: number) => `Parameters (${shown} of ${all})`,
  across: 'Across',
  up: 'Up',
  curves: 'Curves of',
  hint: 'Draw a rectangle in any chart to select trials; they are highlighted in all charts and listed below. Shift adds, Escape ends it.',
  selected: (count: number, of: number) => `${count} of ${of} trials selected`,
  clear: 'End the selection',
  csv: 'Save as CSV',
  first: (shown: number) => `The best ${shown} of them`,
  list: 'List them',
  tableLabel: 'Selected trials',
  trial: 'trial',
  state: 'state',
} as const;

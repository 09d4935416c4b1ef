import { numberText } from 'vernier/scene';

/** Words of charts, whatever page they are on. */
export const chartWords = {
  names: {
    history: 'History',
    importance: 'Importance',
    slice: 'By parameter',
    parallel: 'Parallel coordinates',
    intermediate: 'Reports',
    contour: 'Over two parameters',
    rank: 'Ranks',
    edf: 'Spread',
    timeline: 'Timeline',
    pareto: 'Pareto front',
    hypervolume: 'Hypervolume',
    lineage: 'Lineage',
    cost: 'Cost',
    resources: 'Resources',
  },
  kind: 'interactive chart',
  keys: 'Arrow keys go from trial to trial, with Shift they select, Enter opens a trial, Space selects it, Escape ends the selection.',
  saveSvg: 'Save the chart as SVG',
  savePng: 'Save the chart as PNG',
  painting: 'The chart is being drawn.',
  trial: (number: number, state: string) => `Trial ${number}, ${state}`,
  selected: 'selected',
  partly: (drawn: number, of: number) =>
    `Of ${numberText(of)} selected lines ${numberText(drawn)} are drawn, an even share.`,
  oldBrowser: 'This browser cannot draw charts beside the page. Newer ones can: Chrome 69, Firefox 105, Safari 17.',
  failed: 'This chart cannot be drawn:',
} as const;

import { numberText } from 'vernier/scene';

/** Words of the table of trials. */
export const trialsWords = {
  title: 'Trials',
  filterHint: 'state == complete and loss < 0.1',
  filterHelp:
    'Filter: names of columns with < <= == != >= >, ~ for “contains”, in (…), and, or, not; names with spaces in `backquotes`.',
  /** Names of columns where their keys, by which filters call them, say too little. */
  columnNames: { seconds: 'ran for' } as Readonly<Record<string, string>>,
  inFilters: (key: string) => `In filters it is called ${key}.`,
  columns: 'Columns',
  findColumn: 'Search columns',
  usualColumns: 'The usual ones',
  groups: {
    trial: 'Trial',
    objective: 'Objectives',
    param: 'Parameters',
    metric: 'Metrics',
    time: 'Time',
    attribute: 'Attributes',
  },
  csv: 'CSV',
  csvFound: (count: number) => `Of all ${trials(count)} that are found`,
  csvSelected: (count: number) => `Of the ${trials(count)} that ${count === 1 ? 'is' : 'are'} selected`,
  selectFound: 'Select all that are found',
  clearSelection: 'Select none',
  more: 'Selection',
  count: (matched: number, total: number) =>
    matched === total ? trials(total) : `${numberText(matched)} of ${trials(total)}`,
  none: 'There is no trial yet. It appears here as soon as it is made.',
  noneFound: 'No trial meets this filter.',
  reading: 'The study is being read …',
  select: (trial: number) => `Select trial ${trial}`,
  selectColumn: 'Selected',
  best: 'best',
  here: (at: number) => `at letter ${at + 1}`,
  sortedBy: (label: string) => `Sort by ${label}`,
  keys: 'Arrow keys go from trial to trial, space selects, Enter opens.',
} as const;

function trials(count: number): string {
  return `${numberText(count)} ${count === 1 ? 'trial' : 'trials'}`;
}

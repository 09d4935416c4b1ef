import { isFeasible } from '../../../src/history/best.ts';
import { STATE_CODE } from '../../../src/history/view.ts';
import type { History } from '../../../src/history/history.ts';
import type { SearchSpace } from '../../../src/space/nodes.ts';
import type { Distribution } from '../../../src/space/distribution.ts';
import type { Best } from './best.ts';

/** Where the trials of one parameter lie. */
export interface Spread {
  readonly name: string;
  /** Numbers: what the bars go along, a little wider than all that was tried or may be. null = choices. */
  readonly along: { readonly low: number; readonly high: number; readonly log: boolean } | null;
  /** Trials in each bar, or of each choice in the order of the space. */
  readonly all: readonly number[];
  /** The good ones of them. */
  readonly good: readonly number[];
}

/** Bars of a number: as many as let both ends of its range lie between two bars. */
const BARS = 42;
/** How much of its range is shown beyond each end. */
const BEYOND = 0.2;
/** The first and the last bar of the range: its ends themselves are within them. */
const FIRST_BAR = Math.round((BARS * BEYOND) / (1 + 2 * BEYOND));
const LAST_BAR = BARS - 1 - FIRST_BAR;
/** Ends that a logarithm and a picture can still do with. */
const LEAST = 1e-307;
const MOST = 1e307;
/** One objective: this share of the complete trials is good. Several: those on the Pareto front are. */
const GOOD = 0.2;

/** Where trials and good trials lie, for each number and choice of a declared space. Cost O(trials · parameters). */
export function spreadsOf(history: History, space: SearchSpace | null, best: Best): readonly Spread[] {
  if (space === null) return [];
  const good = goodRows(history, best);
  const seen = new Set<string>();
  return space.nodes.flatMap(({ name, distribution }) => {
    const isPart = !space.groups.some((group) => group.name === name);
    if (isPart || seen.has(name)) return []; // parts of an ordering or of shares are steered by nobody
    seen.add(name);
    return [spreadOf(history, name, distribution, good)];
  });
}

function spreadOf(history: History, name: string, distribution: Distribution, isGood: Uint8Array): Spread {
  const column = history.columns.get(name);
  const values = column?.values ?? new Float64Array(0);
  const isTried = (row: number): boolean =>
    row < values.length && !Number.isNaN(values[row]!) && history.states[row] !== STATE_CODE.removed;
  if (distribution.kind === 'categorical') {
    const stored = column?.distribution.kind === 'categorical' ? column.distribution.choices : [];
    const at = stored.map((choice) => distribution.choices.findIndex((own) => Object.is(own, choice)));
    const barOf = (row: number): number => (isTried(row) ? (at[values[row]!] ?? -1) : -1);
    return { name, along: null, ...counted(history, isGood, distribution.choices.length, barOf) };
  }
  const { log } = distribution;
  let [low, high] = [distribution.low, distribution.high];
  for (let row = 0; row < history.size; row++)
    if (isTried(row)) [low, high] = [Math.min(low, values[row]!), Math.max(high, values[row]!)];
  const along = widened(low, high, log);
  const [from, to] = log ? [Math.log(along.low), Math.log(along.high)] : [along.low, along.high];
  const barOf = (row: number): number => {
    if (!isTried(row)) return -1;
    if (low < high && values[row] === low) return FIRST_BAR;
    if (low < high && values[row] === high) return LAST_BAR;
    const value = log ? Math.log(values[row]!) : values[row]!;
    return Math.max(0, Math.min(BARS - 1, Math.floor((BARS * (value - from)) / (to - from))));
  };
  return { name, along, ...counted(history, isGood, BARS, barOf) };
}

/** @param barOf which bar a row belongs to; −1 = none */
function counted(
  { size }: History,
  isGood: Uint8Array,
  bars: number,
  barOf: (row: number) => number,
): Pick<Spread, 'all' | 'good'> {
  const [all, good] = [0, 1].map(() => Array.from({ length: bars }, () => 0)) as [number[], number[]];
  for (let row = 0; row < size; row++) {
    const bar = barOf(row);
    if (bar < 0) continue;
    all[bar]!++;
    good[bar]! += isGood[row]!;
  }
  return { all, good };
}

function widened(low: number, high: number, log: boolean): NonNullable<Spread['along']> {
  if (log) {
    const factor = low === high ? 2 : Math.exp(BEYOND * (Math.log(high) - Math.log(low)));
    return { low: Math.max(LEAST, low / factor), high: Math.min(MOST, high * factor), log };
  }
  const more = low === high ? Math.max(1, Math.abs(low)) : BEYOND * (high - low);
  return { low: low - more, high: high + more, log };
}

/** One where a row is among the good ones. */
function goodRows(history: History, { front }: Best): Uint8Array {
  const rows = new Uint8Array(history.size);
  if (front !== null) {
    for (const row of front) rows[row] = 1;
    return rows;
  }
  const complete: number[] = [];
  for (let row = 0; row < history.size; row++)
    if (isFeasible(history, row) && !Number.isNaN(history.losses[row]!)) complete.push(row);
  complete.sort((a, b) => history.losses[a]! - history.losses[b]!);
  for (const row of complete.slice(0, Math.ceil(GOOD * complete.length))) rows[row] = 1;
  return rows;
}

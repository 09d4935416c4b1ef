import { lineageChart } from '../analysis/charts/lineage.ts';
import { STATES } from '../history/view.ts';
import type { Study } from '../study/study.ts';
import { safe, short, valueText } from './text.ts';

/** One trial of a family. */
export interface Relative {
  readonly number: number;
  /** The trial whose state it started with; null = it started from nothing. */
  readonly from: number | null;
  /** The step of that state. */
  readonly after: number;
  readonly state: string;
  /** The first objective, as it ended or was reported last; null = never. */
  readonly value: number | null;
  /** Last step reported; null = none. */
  readonly step: number | null;
  /** Does the winner's state come from it? */
  readonly winning: boolean;
}

/** The trials of a study by whose state they started with; null where none started with another one's. */
export function familyOf({ history }: Pick<Study, 'history'>): readonly Relative[] | null {
  const { trials, parents, after, states, values, steps, winning, isFamily } = lineageChart(history);
  if (!isFamily) return null;
  return Array.from(trials, (number, i) => ({
    number,
    from: parents[i]! < 0 ? null : parents[i]!,
    after: after[i]!,
    state: STATES[states[i]!]!,
    value: Number.isNaN(values[i]!) ? null : values[i]!,
    step: steps[i]! < 0 ? null : steps[i]!,
    winning: winning[i] === 1,
  }));
}

/** A family as a tree, a line a trial; `*` marks the line of the winner. Copies tell only the parameters that changed. */
export function familyLines(
  study: Pick<Study, 'history' | 'objectives' | 'paramsOf'>,
  family: readonly Relative[],
): readonly string[] {
  const name = safe(study.objectives[0]!.name);
  const numbers = new Set(family.map(({ number }) => number));
  const paramsOf = (number: number): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(study.paramsOf(study.history.record(number))).map(([key, value]) => [safe(key), valueText(value)]),
    );
  const lineOf = ({ number, from, after, value, step }: Relative): string => {
    const before = from === null || !numbers.has(from) ? null : paramsOf(from);
    const params = [...paramsOf(number)].filter(([key, text]) => before?.get(key) !== text);
    return [
      `trial ${number}`,
      ...(from === null ? [] : [`after step ${after}`]),
      value === null ? 'no result' : `${name} ${short(value)}${step === null ? '' : ` at ${step}`}`,
      ...params.map(([key, text]) => `${key} ${text}`),
    ].join('  ');
  };
  const lines: string[] = [];
  const add = (relative: Relative, branch: string, below: string): void => {
    lines.push(`${relative.winning ? '*' : ' '} ${branch}${lineOf(relative)}`);
    addAll(
      family.filter(({ from }) => from === relative.number),
      below,
    );
  };
  const addAll = (children: readonly Relative[], below: string): void =>
    children.forEach((child, i) => {
      const isLast = i === children.length - 1;
      add(child, `${below}${isLast ? '└─ ' : '├─ '}`, `${below}${isLast ? '   ' : '│  '}`);
    });
  /** Who started with the state of a trial that was removed is told beneath it. */
  const addRemoved = (number: number): void => {
    told.add(number);
    const children = family.filter(({ from }) => from === number);
    const isWinning = children.some(({ winning }) => winning);
    lines.push(`${isWinning ? '*' : ' '} trial ${number}  removed`);
    addAll(children, '');
  };
  const told = new Set<number>(); // of those that were removed
  for (const relative of family) {
    const { from } = relative;
    if (from === null) add(relative, '', '');
    else if (!numbers.has(from) && !told.has(from)) addRemoved(from);
  }
  return lines;
}

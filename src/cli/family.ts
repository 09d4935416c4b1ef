import { lineageOf, originOf } from '../history/lineage.ts';
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
export function familyOf({ history, best }: Pick<Study, 'history' | 'best'>): readonly Relative[] | null {
  const line = new Set(best === null ? [] : lineageOf(history, best.number));
  const relatives: Relative[] = [];
  for (let row = 0; row < history.size; row++) {
    if (history.state(row) === 'removed') continue;
    const origin = originOf(history, row);
    const { values, reports, state } = history.record(row);
    relatives.push({
      number: row,
      from: origin?.trial ?? null,
      after: origin?.step ?? 0,
      state,
      value: values?.[0] ?? reports.at(-1)?.[1][0] ?? null,
      step: reports.at(-1)?.[0] ?? null,
      winning: line.has(row),
    });
  }
  return relatives.every(({ from }) => from === null) ? null : relatives;
}

/** A family as a tree, a line a trial; `*` marks the line of the winner. Copies tell only the parameters that changed. */
export function familyLines(
  study: Pick<Study, 'history' | 'objectives' | 'paramsOf'>,
  family: readonly Relative[],
): readonly string[] {
  const name = safe(study.objectives[0]!.name);
  const paramsOf = (number: number): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(study.paramsOf(study.history.record(number))).map(([key, value]) => [safe(key), valueText(value)]),
    );
  const lineOf = ({ number, from, after, value, step }: Relative): string => {
    const before = from === null ? null : paramsOf(from);
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
    const children = family.filter(({ from }) => from === relative.number);
    children.forEach((child, i) => {
      const isLast = i === children.length - 1;
      add(child, `${below}${isLast ? '└─ ' : '├─ '}`, `${below}${isLast ? '   ' : '│  '}`);
    });
  };
  for (const relative of family) if (relative.from === null) add(relative, '', '');
  return lines;
}

import { measuresOf } from '../../../src/analysis/explain/distance.ts';
import type { History } from '../../../src/history/history.ts';
import type { Json } from '../../../src/history/record.ts';
import { numberText } from '../../../src/scene/number-text.ts';
import type { About } from './about.ts';
import type { Best } from './best.ts';
import { valueText } from './summary.ts';

/** Parameters that a tip names at most. */
const MOST_PARAMS = 5;
/** Letters of a text in a tip, at most. */
const LONGEST = 40;

/** What a tip says of a trial: its values, then the parameters that tell it most from the best trial; of the best trial the first ones. */
export function tipLines(
  history: History,
  { space }: About,
  best: Best,
  row: number,
): readonly (readonly [name: string, text: string])[] {
  const k = history.objectives.length;
  const values = history.objectives.flatMap(({ name, direction }, i): (readonly [string, string])[] => {
    const value = (direction === 'maximize' ? -1 : 1) * history.losses[row * k + i]! + 0;
    return Number.isNaN(value) ? [] : [[name, numberText(value)]];
  });
  const apart = (between: (a: number, b: number) => number): number =>
    best.trial === null || best.trial === row ? 0 : between(row, best.trial) || 0;
  const params = measuresOf(history, space)
    .map(({ name, between, value }) => ({ name, value: value(row), apart: apart(between) }))
    .filter(({ value }) => value !== undefined)
    .sort((a, b) => b.apart - a.apart)
    .slice(0, MOST_PARAMS);
  return [...values, ...params.map(({ name, value }) => [name, cut(valueText(value as Json))] as const)];
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

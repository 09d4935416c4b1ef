import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Direction } from '../../history/record.ts';
import { random } from '../../math/random.ts';
import type { Distribution } from '../../space/distribution.ts';
import { evidenceOf } from './evidence.ts';
import { pedAnova } from './ped-anova.ts';
import { toldHistory } from './told.test-support.ts';

interface Golden {
  readonly tolerance: number;
  readonly cases: readonly Case[];
}

interface Case {
  readonly name: string;
  readonly directions: readonly Direction[];
  readonly params: Readonly<Record<string, Distribution>>;
  readonly trials: readonly (readonly [readonly (number | null)[], readonly number[]])[];
  readonly ped: Readonly<Record<string, number>>;
  readonly each?: readonly Readonly<Record<string, number>>[];
}

const golden = JSON.parse(readFileSync(new URL('./importance.golden.json', import.meta.url), 'utf8')) as Golden;

function sharesOf({ directions, params, trials }: Case, chosen: readonly number[]): Readonly<Record<string, number>> {
  const names = Object.keys(params);
  const history = toldHistory(
    directions,
    trials.map(([internals, values]) => ({
      params: Object.fromEntries(
        names.flatMap((name, i) =>
          internals[i] === null ? [] : [[name, { distribution: params[name]!, internal: internals[i]! }]],
        ),
      ),
      values,
    })),
  );
  const evidence = evidenceOf(history, chosen, null);
  const { shares } = pedAnova(evidence, random(1));
  return Object.fromEntries(evidence.names.map((name, i) => [name, shares[i]!]));
}

describe('PED-ANOVA says what Optuna says', () => {
  for (const each of golden.cases) {
    test(each.name, () => {
      const all = each.directions.map((_, o) => o);
      const close = (found: Readonly<Record<string, number>>, theirs: Readonly<Record<string, number>>): void => {
        expect(Object.keys(found).sort()).toEqual(Object.keys(theirs).sort());
        for (const [name, share] of Object.entries(theirs))
          expect(Math.abs(found[name]! - share), name).toBeLessThan(golden.tolerance);
      };
      close(sharesOf(each, all), each.ped);
      each.each?.forEach((theirs, o) => close(sharesOf(each, [o]), theirs));
    });
  }
});

import { History } from '../src/history/history.ts';
import { type Change, recordOf, type TrialState } from '../src/history/record.ts';
import { Evidence } from '../src/samplers/evidence.ts';
import type { SearchSpace } from '../src/space/nodes.ts';

/** A trial as a test tells it. */
export interface Told {
  /** Values by node, NaN = inactive. */
  readonly values: ArrayLike<number>;
  /** One number an objective; null = none. */
  readonly losses: readonly number[] | null;
  /** Complete by default; failed where there are no losses. */
  readonly state?: TrialState;
  readonly constraints?: Readonly<Record<string, number>>;
  /** The first objective at steps 1, 2, …; the others are 0. */
  readonly reports?: readonly number[];
}

/** What a sampler would know of these trials: trial n is the n-th one. */
export function evidenceOf(space: SearchSpace, trials: readonly Told[], objectives = 1): Evidence {
  const history = new History(
    Array.from({ length: objectives }, (_, o) => ({ name: `f${o}`, direction: 'minimize' as const })),
  );
  const evidence = new Evidence(space, objectives);
  const changes = trials.map(({ values, losses, state, constraints, reports }, n): Change => {
    const params = space.nodes.flatMap(({ name, distribution }, i) =>
      Number.isNaN(values[i]!) ? [] : [[name, { distribution, internal: values[i]! }] as const],
    );
    return {
      type: 'trial',
      trial: recordOf(
        {
          state: state ?? (losses === null ? 'failed' : 'complete'),
          params: Object.fromEntries(params),
          values: losses,
          ...(constraints === undefined ? {} : { constraints }),
          reports: (reports ?? []).map(
            (loss, i) => [i + 1, [loss, ...Array.from({ length: objectives - 1 }, () => 0)]] as const,
          ),
        },
        n,
        n,
      ),
    };
  });
  evidence.observe(history, history.apply(changes));
  return evidence;
}

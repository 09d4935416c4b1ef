import { byName, type CatalogEntry } from '../space/catalog-entry.ts';
import { categorical, float, int } from '../space/distribution.ts';
import type { Shape } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { asha } from './halving/asha.ts';
import { median, percentile } from './percentile/percentile.ts';
import type { Pruner } from './pruner.ts';

/** All pruners by name, with their options: for command lines, config files and forms. */
export const catalog: readonly CatalogEntry<Pruner>[] = [
  entry({
    name: 'median',
    says: 'Stops a trial whose best value is worse than the median of complete trials at the same step.',
    source: 'Golovin et al. 2017, "Google Vizier"',
    options: space({
      startup: int(0, 1_000_000),
      warmup: int(0, 1_000_000_000),
      interval: int(1, 1_000_000_000),
      minTrials: int(1, 1_000_000),
    }),
    defaults: { startup: 5, warmup: 0, interval: 1, minTrials: 1 },
    describes: {
      startup: 'Trials that must be complete before any is stopped.',
      warmup: 'First step at which a trial may be stopped.',
      interval: 'Steps from one judgement of a trial to the next.',
      minTrials: 'Complete trials that must have reported at a step before any is stopped there.',
    },
    create: median,
  }),
  entry({
    name: 'percentile',
    says: 'Stops a trial whose best value is not among the best so many per cent of complete trials at the same step.',
    source: 'Golovin et al. 2017, "Google Vizier"',
    options: space({
      percentile: float(0, 100),
      startup: int(0, 1_000_000),
      warmup: int(0, 1_000_000_000),
      interval: int(1, 1_000_000_000),
      minTrials: int(1, 1_000_000),
    }),
    defaults: { percentile: 25, startup: 5, warmup: 0, interval: 1, minTrials: 1 },
    describes: {
      percentile: 'Per cent of trials that go on; 50 is `median`.',
      startup: 'Trials that must be complete before any is stopped.',
      warmup: 'First step at which a trial may be stopped.',
      interval: 'Steps from one judgement of a trial to the next.',
      minTrials: 'Complete trials that must have reported at a step before any is stopped there.',
    },
    create: percentile,
  }),
  entry({
    name: 'asha',
    says: 'Asynchronous successive halving: at each rung only the best 1/eta go on.',
    source: 'Li et al. 2020, "A system for massively parallel hyperparameter tuning"',
    options: space({ eta: int(2, 100), minResource: int(0, 1_000_000_000), mode: categorical(['stop', 'promote']) }),
    defaults: { eta: 3, minResource: 0, mode: 'stop' },
    describes: {
      eta: 'One in so many trials goes on at each rung.',
      minResource: 'Step of the first rung; 0: the first step of the fidelity, or found out from complete trials.',
      mode: 'stop: who is not among the best ends; promote: all are paused at each rung, and the best go on.',
    },
    create: ({ minResource, ...rules }) => asha({ ...rules, minResource: minResource === 0 ? null : minResource }),
  }),
];

/** The pruner of a name, with these options and the defaults of all others. @throws `config-invalid`, `parameter-invalid` */
export function prunerByName(name: string, options: Readonly<Record<string, unknown>> = {}): Pruner {
  return byName(catalog, 'pruner', name, options);
}

/** Holds the defaults, descriptions and `create` of an entry against its options: a missing one does not compile. */
function entry<S extends Shape>(given: CatalogEntry<Pruner, S>): CatalogEntry<Pruner> {
  return given;
}

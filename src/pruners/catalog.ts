import { byName, type CatalogEntry } from '../space/catalog-entry.ts';
import { categorical, float, int } from '../space/distribution.ts';
import type { Shape } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { auto } from './auto/auto.ts';
import { curve } from './curve/curve.ts';
import { freezeThaw } from './curve/freeze-thaw.ts';
import { asha } from './halving/asha.ts';
import { hyperband } from './halving/hyperband.ts';
import { pasha } from './halving/pasha.ts';
import { median, percentile } from './percentile/percentile.ts';
import { patientEntry } from './patient.ts';
import type { Pruner } from './pruner.ts';
import { threshold } from './threshold.ts';
import { wandbHyperband } from './wandb-hyperband.ts';
import { wilcoxon } from './wilcoxon.ts';

/** What stands for no bound where a number must stand. */
const NO_BOUND = 1e300;

/** Those that a pruner can wrap: all others. */
const plain: readonly CatalogEntry<Pruner>[] = [
  entry({
    name: 'auto',
    says: 'The default with a fidelity: freezeThaw where trials keep checkpoints, else curve; halving for several objectives.',
    source: 'those of the pruners that it chooses among',
    options: space({}),
    defaults: {},
    describes: {},
    create: auto,
  }),
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
    name: 'threshold',
    says: 'Stops a trial whose last value is out of bounds, or NaN.',
    source: 'Akiba et al. 2019, "Optuna"',
    options: space({
      lower: float(-NO_BOUND, NO_BOUND),
      upper: float(-NO_BOUND, NO_BOUND),
      warmup: int(0, 1_000_000_000),
      interval: int(1, 1_000_000_000),
    }),
    defaults: { lower: -NO_BOUND, upper: NO_BOUND, warmup: 0, interval: 1 },
    describes: {
      lower: 'The least value that is no reason to stop; −1e300: there is none.',
      upper: 'The largest value that is no reason to stop; 1e300: there is none.',
      warmup: 'First step at which a trial may be stopped.',
      interval: 'Steps from one judgement of a trial to the next.',
    },
    create: ({ lower, upper, ...rest }) =>
      threshold({ ...rest, lower: lower === -NO_BOUND ? null : lower, upper: upper === NO_BOUND ? null : upper }),
  }),
  entry({
    name: 'wilcoxon',
    says: 'Stops a trial that does worse than the best on the same folds, seeds or instances: a step is the id of one.',
    source: 'Wilcoxon 1945, "Individual comparisons by ranking methods"',
    options: space({ p: float(0, 1), startup: int(0, 1_000_000) }),
    defaults: { p: 0.1, startup: 2 },
    describes: {
      p: 'Stopped where results this bad are less probable, were the trial as good as the best.',
      startup: 'Instances shared with the best trial before one is judged, at least 2.',
    },
    create: wilcoxon,
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
  entry({
    name: 'curve',
    says: 'Extrapolates each learning curve and stops what will not beat the best, by a forecast that finished trials correct.',
    source:
      'Domhan et al. 2015, "Speeding up automatic hyperparameter optimization by extrapolation of learning curves"',
    options: space({
      chance: float(0, 1),
      startup: int(2, 1_000_000),
      grace: int(0, 1_000_000_000),
      control: int(0, 1_000_000),
    }),
    defaults: { chance: 0.05, startup: 4, grace: 0, control: 20 },
    describes: {
      chance: 'Stopped where the chance to beat the best finished trial is below this.',
      startup: 'Trials that must be complete before curves decide; until then asha does.',
      grace: 'First step at which a trial may be stopped; 0: a twentieth of the whole run.',
      control: 'One in so many that would be stopped runs on, so that the error can be measured; 0: none.',
    },
    create: ({ grace, ...rules }) => curve({ ...rules, grace: grace === 0 ? null : grace }),
  }),
  entry({
    name: 'freezeThaw',
    says: 'Pauses a trial once another promises more for its next epoch, by its curve and its neighbours, and thaws the most promising.',
    source: 'Swersky, Snoek and Adams 2014, "Freeze-thaw Bayesian optimization"',
    options: space({ startup: int(1, 1_000_000), grace: int(0, 1_000_000_000), growth: float(1.05, 100) }),
    defaults: { startup: 1, grace: 0, growth: 1.5 },
    describes: {
      startup: 'Trials that must be complete before curves decide; until then asha does.',
      grace: 'The first rung; 0: a twentieth of the whole run.',
      growth: 'Rungs, at which a trial may be paused, grow by this factor.',
    },
    create: ({ grace, ...rules }) => freezeThaw({ ...rules, grace: grace === 0 ? null : grace }),
  }),
  entry({
    name: 'hyperband',
    says: 'Several brackets of successive halving, each a rung later: for trials that start slowly.',
    source: 'Li et al. 2018, "Hyperband"',
    options: space({
      eta: int(2, 100),
      minResource: int(0, 1_000_000_000),
      brackets: int(0, 100),
      mode: categorical(['stop', 'promote']),
    }),
    defaults: { eta: 3, minResource: 0, brackets: 0, mode: 'stop' },
    describes: {
      eta: 'One in so many trials goes on at each rung.',
      minResource: 'Step of the first rung; 0: the first step of the fidelity, or found out from complete trials.',
      brackets: 'How many brackets, those that judge earliest first; 0: as many as there are rungs.',
      mode: 'stop: who is not among the best ends; promote: all are paused at each rung, and the best go on.',
    },
    create: ({ minResource, brackets, ...rules }) =>
      hyperband({
        ...rules,
        minResource: minResource === 0 ? null : minResource,
        brackets: brackets === 0 ? null : brackets,
      }),
  }),
  entry({
    name: 'pasha',
    says: 'Successive halving with a ceiling that rises only while a longer run changes the order of trials.',
    source: 'Bohdal et al. 2023, "PASHA"',
    options: space({ eta: int(2, 100), minResource: int(0, 1_000_000_000), mode: categorical(['stop', 'promote']) }),
    defaults: { eta: 3, minResource: 0, mode: 'stop' },
    describes: {
      eta: 'One in so many trials goes on at each rung.',
      minResource: 'Step of the first rung; 0: the first step of the fidelity, or found out from complete trials.',
      mode: 'stop: who is not among the best ends; promote: all are paused at each rung, and the best go on.',
    },
    create: ({ minResource, ...rules }) => pasha({ ...rules, minResource: minResource === 0 ? null : minResource }),
  }),
  entry({
    name: 'wandbHyperband',
    says: 'The early termination of W&B sweeps: at each band only values as good as the best 1/eta go on.',
    source: 'Li et al. 2018, "Hyperband", as in the engine of W&B sweeps',
    options: space({
      minIter: int(0, 1_000_000_000),
      maxIter: int(0, 1_000_000_000),
      s: int(0, 1_000_000),
      eta: float(1, 1_000_000),
      strict: categorical([false, true]),
    }),
    defaults: { minIter: 0, maxIter: 0, s: 0, eta: 3, strict: false },
    describes: {
      minIter: 'Values of the first band, where there is no maxIter; 0: 3.',
      maxIter: 'Values of a whole trial, divided by eta again and again for the bands; 0: bands go up from minIter.',
      s: 'With maxIter, at most so many bands; 0: as many as there are.',
      eta: 'One in so many trials is good enough at a band; above 1.',
      strict: 'Judge by the value at the band, not by the best so far.',
    },
    create: ({ minIter, maxIter, s, ...rest }) => {
      const given = (value: number): number | null => (value === 0 ? null : value);
      return wandbHyperband({ ...rest, minIter: given(minIter), maxIter: given(maxIter), s: given(s) });
    },
  }),
];

/** All pruners by name, with their options: for command lines, config files and forms. */
export const catalog: readonly CatalogEntry<Pruner>[] = [...plain, patientEntry(plain)];

/** The pruner of a name, with these options and the defaults of all others. @throws `config-invalid`, `parameter-invalid` */
export function prunerByName(name: string, options: Readonly<Record<string, unknown>> = {}): Pruner {
  return byName(catalog, 'pruner', name, options);
}

/** Holds the defaults, descriptions and `create` of an entry against its options: a missing one does not compile. */
function entry<S extends Shape>(given: CatalogEntry<Pruner, S>): CatalogEntry<Pruner> {
  return given;
}

import {
  asMap,
  asNumber,
  asText,
  asWhole,
  asWord,
  child,
  entry,
  fault,
  onlyKeys,
  type Tree,
  type TreeMap,
} from '../space/file-tree.ts';
import type { Wanted } from '../history/repeats.ts';
import { REPEATS } from '../study/confirm/wanted.ts';
import type { Cost, Limits } from '../study/study.ts';
import { asPositive, asSeconds } from './units.ts';

/** When a search is over, a target apart; null = no such limit. */
export interface Budget {
  readonly trials: number | null;
  /** Of one run. */
  readonly seconds: number | null;
  /** Of all trials of the study. */
  readonly computeSeconds: number | null;
  /** Of the whole study, in the currency of `cost`. */
  readonly maxCost: number | null;
  readonly cost: Cost | null;
  /** Trials in a row that are no better. */
  readonly noImprovement: number | null;
  /** Gain that an hour of computing has to promise, in the objective's unit. */
  readonly whenGainPerHourBelow: number | null;
  /** Trials that run at a limit are waited for. */
  readonly finishRunning: boolean;
  /** How many of the best trials are run again when the search has ended, and how often each. */
  readonly confirm: Wanted | null;
}

/** No limit at all. */
export const BOUNDLESS: Budget = {
  trials: null,
  seconds: null,
  computeSeconds: null,
  maxCost: null,
  cost: null,
  noImprovement: null,
  whenGainPerHourBelow: null,
  finishRunning: false,
  confirm: null,
};

/** The limits of a run, as `optimize` takes them; `whenGainPerHourBelow` needs `gainPerHour` beside. */
export function limitsOf({ finishRunning, ...budget }: Budget): Limits {
  const given = Object.entries(budget).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(given), ...(finishRunning ? { finishRunning } : {}) };
}

/** The keys `budget`, `run_cap`, `cost` and `stop`. @throws `config-invalid`, for limits that contradict each other, too */
export function readBudget(map: TreeMap): Budget {
  const tree = child(map, 'budget');
  const budget = tree === undefined ? null : asMap(tree, 'budget', '{ trials: 100, time: 2h }');
  if (budget !== null) onlyKeys(budget, ['trials', 'time', 'compute', 'cost', 'running'], 'budget');
  const read = <T>(key: string, as: (value: Tree, where: string) => T): T | null => {
    const value = budget === null ? undefined : child(budget, key);
    return value === undefined ? null : as(value, `budget: ${key}`);
  };
  const cost = readCost(child(map, 'cost'));
  const maxCost = read('cost', asAmount);
  if (maxCost !== null && cost === null)
    throw fault(
      child(budget!, 'cost')!,
      `budget: cost is ${maxCost}, but nothing says what a trial costs.`,
      'Add cost: { perHour: 2.4, currency: EUR }, or cost: { metric: eur } for what the program reports; on the command line --cost-per-hour 2.4, or --cost-metric eur.',
    );
  return {
    trials: readTrials(map, budget),
    seconds: read('time', asSeconds),
    computeSeconds: read('compute', asSeconds),
    maxCost,
    cost,
    ...readStop(child(map, 'stop')),
    finishRunning: read('running', (value, where) => asWord(value, ['end', 'finish'] as const, where)) === 'finish',
    confirm: readConfirm(child(map, 'confirm')),
  };
}

function readTrials(map: TreeMap, budget: TreeMap | null): number | null {
  const cap = entry(map, 'run_cap');
  const trials = budget === null ? undefined : child(budget, 'trials');
  const capped = cap === undefined ? null : asWhole(cap.value, 'run_cap', 1);
  const counted = trials === undefined ? null : asWhole(trials, 'budget: trials', 1);
  if (capped !== null && counted !== null && capped !== counted)
    throw fault(cap!, `run_cap is ${capped} and budget: trials is ${counted}.`, 'Keep one of them.');
  return counted ?? capped;
}

function readCost(tree: Tree | undefined): Cost | null {
  if (tree === undefined) return null;
  const example = '{ perHour: 2.4, currency: EUR }';
  const map = asMap(tree, 'cost', example);
  onlyKeys(map, ['perHour', 'metric', 'currency'], 'cost');
  const [perHour, metric, said] = ['perHour', 'metric', 'currency'].map((key) => child(map, key));
  const currency = said === undefined ? {} : { currency: asText(said, 'cost: currency') };
  if (perHour !== undefined && metric !== undefined)
    throw fault(map, 'cost has both perHour and metric.', 'Keep one of them.');
  if (perHour !== undefined) return { perHour: asPositive(perHour, 'cost: perHour'), ...currency };
  if (metric !== undefined) return { metric: asText(metric, 'cost: metric'), ...currency };
  throw fault(map, 'cost says neither perHour nor metric.', `Write cost: ${example}, or cost: { metric: eur }.`);
}

/** `confirm: 3`, or `confirm: { top: 3, repeats: 5 }`. */
function readConfirm(tree: Tree | undefined): Wanted | null {
  if (tree === undefined) return null;
  if (tree.kind === 'scalar') return { top: asWhole(tree, 'confirm', 1), repeats: REPEATS };
  const map = asMap(tree, 'confirm', '{ top: 3, repeats: 5 }');
  onlyKeys(map, ['top', 'repeats'], 'confirm');
  const [top, repeats] = ['top', 'repeats'].map((key) => child(map, key));
  if (top === undefined) throw fault(map, 'confirm has no top.', 'Add top: 3, so many of the best trials.');
  return {
    top: asWhole(top, 'confirm: top', 1),
    repeats: repeats === undefined ? REPEATS : asWhole(repeats, 'confirm: repeats', 1),
  };
}

/** `stop: { noImprovement: 30, whenGainPerHourBelow: 0.001 }`. */
function readStop(tree: Tree | undefined): Pick<Budget, 'noImprovement' | 'whenGainPerHourBelow'> {
  const map = tree === undefined ? null : asMap(tree, 'stop', '{ noImprovement: 30 }');
  if (map !== null) onlyKeys(map, ['noImprovement', 'whenGainPerHourBelow'], 'stop');
  const [patience, gain] = ['noImprovement', 'whenGainPerHourBelow'].map((key) => map && child(map, key));
  return {
    noImprovement: patience ? asWhole(patience, 'stop: noImprovement', 1) : null,
    whenGainPerHourBelow: gain ? asPositive(gain, 'stop: whenGainPerHourBelow') : null,
  };
}

function asAmount(tree: Tree, where: string): number {
  const value = asNumber(tree, where);
  if (value >= 0) return value;
  throw fault(tree, `${where} is ${value}; expected an amount of at least 0.`, 'Give what the study may cost in all.');
}

import { VernierError } from '../../errors.ts';
import { SEEN } from '../../history/attribute-names.ts';
import { History } from '../../history/history.ts';
import type { EarlierStudy } from '../../history/problem.ts';
import type { Json, Objective, TrialRecord } from '../../history/record.ts';
import { changesTo, parseSeen, type Seen } from '../../history/seen.ts';
import { historyOf } from '../../history/snapshot-writer.ts';
import { type Random, random } from '../../math/random.ts';
import type { SamplerRun } from '../../samplers/sampler.ts';
import { compatible, contains, toInternal } from '../../space/distribution.ts';
import { fromUnit } from '../../space/encode.ts';
import * as feasibility from '../../space/feasible.ts';
import { namedValues, type SearchSpace } from '../../space/space.ts';
import type { ChangePage, Cursor, Storage, StudyRecord } from '../../storage/storage.ts';
import { another } from '../another.ts';
import { problemOf } from '../opening/prepare.ts';
import { assign, draw } from '../propose.ts';
import type { Disagreement, ReplayReport } from './replay-report.ts';
import { EARLIER, type Setup, SPACE, TRANSFER } from '../opening/setup.ts';
import { fromCatalog, storedSetup, storedSpaceOf } from '../opening/stored.ts';
import { fixedInternals, wishFor } from '../again/wish.ts';

/** A stretch of trials that one setup proposed. */
interface Era {
  readonly until: number;
  readonly setup: Setup;
  readonly space: SearchSpace | null;
}

/** The work of `replay`. */
export async function replayStudy(
  storage: Storage,
  name: string,
  onTrial: (number: number, of: number) => void,
): Promise<ReplayReport> {
  const record = await storage.findStudy(name);
  if (record === null)
    throw new VernierError('study-missing', `There is no study "${name}" in this storage.`, { details: { name } });
  const setup = storedSetup(record);
  if (setup === null)
    throw new VernierError(
      'config-invalid',
      `Study "${name}" was not made by Vernier: it has no record of what its sampler saw.`,
      { details: { name }, hint: 'Only studies of ours can be replayed.' },
    );
  const history = historyOf((await storage.load(record.id)).snapshot);
  const eras: Era[] = [];
  for (const earlier of (record.systemAttributes[EARLIER] as unknown as
    | readonly { until: number; setup: Setup; space: Json }[]
    | undefined) ?? [])
    eras.push({
      until: earlier.until,
      setup: earlier.setup,
      space: await storedSpaceOf({ ...record, systemAttributes: { [SPACE]: earlier.space } }),
    });
  eras.push({ until: Number.POSITIVE_INFINITY, setup, space: await storedSpaceOf(record) });

  const declared = new Set(eras.flatMap(({ space }) => space?.nodes.map((node) => node.name) ?? []));
  const orders = [...history.columns.keys()].every((column) => declared.has(column))
    ? new Map() // a declared space's parameters come all at once
    : await ordersOf(storage, record.id, history);
  const total = { checked: 0, agreed: 0, skipped: 0, disagreements: [] as Disagreement[] };
  let row = 0;
  for (const era of eras) {
    const replayer = await start(era, history, orders, record.objectives, await transferred(record, era.space));
    for (; row < Math.min(era.until, history.size); row++) {
      onTrial(row, history.size);
      const found = await replayer.check(row);
      if (found === null) total.skipped++;
      else {
        total.checked++;
        if (found.length === 0) total.agreed++;
        total.disagreements.push(...found);
      }
    }
  }
  return total;
}

/** By trial, the names of its parameters in the order in which it got them. */
type Orders = ReadonlyMap<number, readonly string[]>;

const PAGE = 1000;

/**
 * The orders that the columns of a history do not keep: where trials ask for different parameters as they go, a column may
 * stand before one that a trial asked for earlier.
 */
async function ordersOf(storage: Storage, study: number, history: History): Promise<Orders> {
  const orders = new Map<number, readonly string[]>();
  let cursor: Cursor | null = null;
  for (let more = true; more; ) {
    const page: ChangePage = await storage.read(study, cursor, PAGE);
    ({ cursor, more } = page);
    for (const change of page.changes) {
      if (change.type !== 'trial') continue;
      const { number, params } = change.trial;
      const names = Object.keys(params);
      if (number < history.size && names.join('\n') !== Object.keys(history.record(number).params).join('\n'))
        orders.set(number, names);
    }
  }
  return orders;
}

async function transferred(record: StudyRecord, space: SearchSpace | null): Promise<readonly EarlierStudy[]> {
  if (record.systemAttributes[TRANSFER] === undefined) return [];
  return (await import('../opening/transfer.ts')).transferOf(record.systemAttributes, space);
}

async function start(
  { setup, space }: Era,
  history: History,
  orders: Orders,
  objectives: readonly Objective[],
  transfer: readonly EarlierStudy[],
): Promise<Replayer> {
  if (setup.declared && space === null)
    throw new VernierError(
      'config-invalid',
      'This storage keeps no space with its studies, so their proposals cannot be computed again.',
      {
        hint: 'Replay studies of a storage that lasts, such as a SQLite file.',
      },
    );
  const sampler = await fromCatalog(setup);
  return new Replayer(
    history,
    orders,
    new History(objectives),
    await sampler.start(problemOf(space, objectives, setup, transfer)),
    setup,
    space,
  );
}

/** One history of the past and one run of the sampler, moved from one trial's view to the next. */
class Replayer {
  readonly #history: History;
  readonly #orders: Orders;
  readonly #past: History;
  readonly #run: SamplerRun;
  readonly #root: Random;
  readonly #setup: Setup;
  readonly #space: SearchSpace | null;
  /** Assignments of batches whose first trial has been replayed. */
  readonly #batched = new Map<number, ReadonlyMap<string, number>>();

  constructor(
    history: History,
    orders: Orders,
    past: History,
    run: SamplerRun,
    setup: Setup,
    space: SearchSpace | null,
  ) {
    this.#history = history;
    this.#orders = orders;
    this.#past = past;
    this.#run = run;
    this.#root = random(setup.seed);
    this.#setup = setup;
    this.#space = space;
  }

  /** What is stored otherwise than proposed; null where there is nothing to compare. */
  async check(row: number): Promise<readonly Disagreement[] | null> {
    const trial = this.#history.record(row);
    const seen = parseSeen(trial.systemAttributes[SEEN]);
    if (seen === null || trial.state === 'removed') return null;
    const proposed = new Map(this.#space === null ? [] : await this.#assigned(trial, seen, this.#space));
    let count = proposed.size;
    if (this.#space === null) this.#look(seen);
    for (const name of this.#namesOf(trial)) {
      if (proposed.has(name)) continue;
      const later = parseSeen(trial.systemAttributes[`${SEEN}@${count}`]);
      if (later !== null) this.#look(later);
      proposed.set(name, this.#suggested(trial, name, trial.params[name]!.distribution));
      count++;
    }
    return compare(trial, proposed);
  }

  readonly #namesOf = (trial: TrialRecord): readonly string[] =>
    this.#orders.get(trial.number) ?? Object.keys(trial.params);

  #look(seen: Seen): void {
    const changes = changesTo(this.#past, this.#history, seen, this.#namesOf);
    if (changes.length > 0) this.#run.observe(this.#past, this.#past.apply(changes));
  }

  async #assigned(trial: TrialRecord, seen: Seen, space: SearchSpace): Promise<ReadonlyMap<string, number>> {
    const known = this.#batched.get(trial.number);
    if (known !== undefined) return known;
    this.#look(seen);
    const numbers = seen.batch ?? [trial.number];
    const given = {
      space,
      history: this.#past,
      run: this.#run,
      root: this.#root,
      duplicates: this.#setup.duplicates,
      feasibility,
      another: this.#setup.duplicates === 'avoid' ? another : null,
    };
    const trials = numbers.map((number) => ({ number, fixed: fixedInternals(space, this.#history.record(number)) }));
    const drawn = await draw(given, numbers);
    for (const made of assign(given, trials, drawn)) this.#batched.set(made.number, namedValues(space, made.values));
    return this.#batched.get(trial.number) ?? new Map();
  }

  #suggested(trial: TrialRecord, name: string, distribution: TrialRecord['params'][string]['distribution']): number {
    const wish = wishFor(trial, name);
    const wished = wish === undefined ? null : toInternal(distribution, wish);
    if (wished !== null) return wished;
    const own = (): Random => this.#root.fork(trial.number).fork(name);
    const column = this.#past.columns.get(name);
    if (column !== undefined && !compatible(column.distribution, distribution)) return Number.NaN;
    const internal = this.#run.suggest(trial.number, name, distribution, own());
    return contains(distribution, internal) ? internal : fromUnit(distribution, own().uniform());
  }
}

function compare(trial: TrialRecord, proposed: ReadonlyMap<string, number>): readonly Disagreement[] {
  const names = new Set([...Object.keys(trial.params), ...proposed.keys()]);
  const found: Disagreement[] = [];
  for (const name of names) {
    const stored = trial.params[name]?.internal ?? null;
    const again = proposed.get(name) ?? null;
    if (!Object.is(stored === null ? null : stored + 0, again === null ? null : again + 0))
      found.push({ number: trial.number, name, stored, proposed: again });
  }
  return found;
}

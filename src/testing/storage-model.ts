import fc from 'fast-check';
import { isVernierError } from '../errors.ts';
import type { Change, Objective, TrialDraft, TrialRecord } from '../history/record.ts';
import { historyOf } from '../history/snapshot-writer.ts';
import { categorical, float } from '../space/distribution.ts';
import { memory } from '../storage/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { byNumber, canonical, equal, follow } from './storage-exam.ts';

const OBJECTIVES: readonly Objective[] = [
  { name: 'loss', direction: 'minimize' },
  { name: 'gain', direction: 'maximize' },
];
const T0 = Date.UTC(2026, 0, 1);

/** One call, told in numbers of trials, since ids differ from storage to storage. */
type Operation =
  | {
      readonly call: 'create';
      readonly drafts: readonly TrialDraft[];
      readonly atMost: number | undefined;
      /** Written with the trials. */
      readonly begin: readonly TrialChange[];
    }
  | { readonly call: 'claim'; readonly trial: number | undefined; readonly at: number }
  | { readonly call: 'write'; readonly changes: readonly TrialChange[] }
  | { readonly call: 'stale'; readonly at: number }
  | { readonly call: 'beat'; readonly trial: number; readonly at: number };

interface TrialChange {
  readonly trial: number;
  readonly change: Change;
}

const instant = fc.integer({ min: 0, max: 200_000 }).map((ms) => T0 + ms);
const value = fc.oneof(
  fc.double({ noNaN: true }).map((x) => x + 0),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const values = fc.tuple(value, value);
const step = fc.integer({ min: 0, max: 4 });
const key = fc.constantFrom('a', 'b', '__proto__', 'ключ', 'vernier:notes');
const number = fc.integer({ min: 0, max: 9 });
const json = fc.jsonValue({ maxDepth: 2 }).map((one) => JSON.parse(JSON.stringify(one).replace(/-0\b/g, '0')) as never);

const draft: fc.Arbitrary<TrialDraft> = fc.oneof(
  fc.record({ state: fc.constantFrom('running', 'waiting'), startedAt: fc.option(instant) }),
  fc.constant({ state: 'waiting', systemAttributes: { 'vernier:retry-of': 0 } } as TrialDraft),
  fc.record({ state: fc.constantFrom('complete', 'pruned', 'failed'), values: fc.option(values), finishedAt: instant }),
);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('started'), id: fc.constant(0), at: instant }),
  fc.record({
    type: fc.constant('suggested'),
    id: fc.constant(0),
    name: fc.constantFrom('x', 'y'),
    distribution: fc.constant(float(-2, 2)),
    internal: fc.double({ min: -2, max: 2, noNaN: true }).map((x) => x + 0),
  }),
  fc.record({
    type: fc.constant('suggested'),
    id: fc.constant(0),
    name: fc.constant('z'),
    distribution: fc.constant(categorical(['p', 'q', null])),
    internal: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({ type: fc.constant('reported'), id: fc.constant(0), step, values }),
  fc.record({
    type: fc.constant('logged'),
    id: fc.constant(0),
    step,
    metrics: fc.dictionary(fc.constantFrom('m', 'n'), value),
  }),
  fc.record({
    type: fc.constant('constrained'),
    id: fc.constant(0),
    key: fc.constantFrom('c', 'd'),
    value: fc.double({ noNaN: true }).map((x) => x + 0),
  }),
  fc.record({
    type: fc.constant('attributed'),
    id: fc.constant(0),
    owner: fc.constantFrom('user', 'system'),
    key,
    value: json,
  }),
  fc.record({
    type: fc.constant('paused'),
    id: fc.constant(0),
    checkpoint: fc.option(fc.constant('file')),
    at: instant,
  }),
  fc.record({
    type: fc.constant('finished'),
    id: fc.constant(0),
    state: fc.constantFrom('complete', 'pruned', 'failed'),
    values: fc.option(values),
    at: instant,
  }),
  fc.record({ type: fc.constant('removed'), id: fc.constant(0) }),
) as fc.Arbitrary<Change>;

const trialChange = fc.record({ trial: number, change });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      call: fc.constant('create' as const),
      drafts: fc.array(draft, { minLength: 1, maxLength: 3 }),
      atMost: fc.option(number, { nil: undefined }),
      begin: fc.array(trialChange, { maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      call: fc.constant('claim' as const),
      trial: fc.option(number, { nil: undefined }),
      at: instant,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      call: fc.constant('write' as const),
      changes: fc.array(trialChange, { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('stale' as const), at: instant }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('beat' as const), trial: number, at: instant }) },
);

/** A storage and the ids that its trials got, by number. */
interface Side {
  readonly clients: readonly Storage[];
  readonly study: number;
  readonly ids: number[];
}

/** A study of one or two objectives, and what happens to it. */
interface Story {
  readonly objectives: number;
  readonly operations: readonly Operation[];
}

/** The law that a storage does what memory does, for any calls by two clients in turn. */
export const agreesWithMemory = {
  stories: fc.record({
    objectives: fc.constantFrom(1, 2),
    operations: fc.array(operation, { minLength: 1, maxLength: 25 }),
  }),

  async holds(clients: readonly Storage[], story: Story): Promise<void> {
    const objectives = OBJECTIVES.slice(0, story.objectives);
    const operations = story.operations.map((one) => narrowed(one, story.objectives));
    const host = clients[0]!.owner === null ? {} : { host: { self: clients[0]!.owner, alive: () => true } };
    const real: Side = { clients, study: (await clients[0]!.createStudy('s', objectives)).id, ids: [] };
    const model = memory(host);
    const twin: Side = { clients: [model], study: (await model.createStudy('s', objectives)).id, ids: [] };
    let cursor = null;
    const followed = historyOf((await clients[0]!.load(real.study)).snapshot);
    for (let i = 0; i < operations.length; i++) {
      const found = await outcome(real, operations[i]!, i);
      const expected = await outcome(twin, operations[i]!, i);
      equal(found, expected, `answer of ${canonical(operations[i])}`);
      const next = await follow(clients[i % 2]!, real.study, cursor, 1 + (i % 3));
      cursor = next.cursor;
      followed.apply(next.changes);
    }
    const expected = byNumber(await all(model, twin.study));
    equal(byNumber(await all(clients[1]!, real.study)), expected, 'all trials, loaded');
    const records = Array.from({ length: followed.size }, (_, row) => followed.record(row));
    equal(byNumber(records), expected, 'all trials, followed');
  },
};

/** An operation whose values are as many as the study has objectives. */
function narrowed(operation: Operation, objectives: number): Operation {
  const fit = <T extends object>(one: T): T =>
    'values' in one && Array.isArray(one.values) ? { ...one, values: one.values.slice(0, objectives) } : one;
  const fitAll = (changes: readonly TrialChange[]): readonly TrialChange[] =>
    changes.map(({ trial, change: one }) => ({ trial, change: fit(one) }));
  if (operation.call === 'create')
    return { ...operation, drafts: operation.drafts.map(fit), begin: fitAll(operation.begin) };
  return operation.call === 'write' ? { ...operation, changes: fitAll(operation.changes) } : operation;
}

async function all(storage: Storage, study: number): Promise<readonly TrialRecord[]> {
  const history = historyOf((await storage.load(study)).snapshot);
  return Array.from({ length: history.size }, (_, row) => history.record(row));
}

/** What a call answers, or the code of its refusal. */
async function outcome(side: Side, operation: Operation, turn: number): Promise<unknown> {
  const storage = side.clients[turn % side.clients.length]!;
  const idOf = (trial: number): number => side.ids[trial] ?? 1_000_000 + trial;
  const withIds = (changes: readonly TrialChange[]): readonly Change[] =>
    changes.map(({ trial, change: one }) => ({ ...one, id: idOf(trial) }) as Change);
  try {
    switch (operation.call) {
      case 'create': {
        const made = await storage.createTrials(side.study, operation.drafts, operation.atMost, (trials) => {
          for (const { number: at, id } of trials) side.ids[at] = id;
          return withIds(operation.begin);
        });
        return byNumber(made);
      }
      case 'claim': {
        const trial = operation.trial === undefined ? undefined : idOf(operation.trial);
        const claimed = await storage.claimTrial(side.study, operation.at, trial);
        return claimed === null ? null : byNumber([claimed]);
      }
      case 'write':
        await storage.write(side.study, withIds(operation.changes));
        return 'written';
      case 'stale':
        return (await storage.failStale(side.study, operation.at, 1000)).map((id) => side.ids.indexOf(id));
      case 'beat':
        await storage.beat([idOf(operation.trial)], operation.at);
        return 'beaten';
    }
  } catch (error) {
    if (isVernierError(error)) return error.code;
    throw error;
  }
}

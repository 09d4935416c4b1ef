import { VernierError } from '../errors.ts';
import type { Problem } from '../history/problem.ts';
import type { Direction, Json, Objective, TrialDraft } from '../history/record.ts';
import { historyOf } from '../history/snapshot-writer.ts';
import { tpe } from '../samplers/tpe/tpe.ts';
import type { Sampler } from '../samplers/sampler.ts';
import type { ParamValue, Shape } from '../space/shape.ts';
import { type SearchSpace, spaceSize } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import type { Storage, StudyRecord } from '../storage/storage.ts';
import { OpenStudy } from './open-study.ts';
import {
  EARLIER,
  ID,
  named,
  objectiveDifferences,
  objectivesOf,
  SETUP,
  type Setup,
  setupDifferences,
  SPACE,
  spaceDifferences,
} from './setup.ts';
import { Session } from './session.ts';
import { type Clock, fidelityOf, type ObjectiveOptions, type RunOptions, type Study } from './study.ts';
import type { Objectives } from './trial.ts';
import { wishOf } from './wish.ts';

/** Options of `openStudy` beside those of the search. */
export interface OpenOptions {
  /** Take a changed space, sampler or fidelity as it is now; the earlier ones stay on record. Objectives never change. */
  readonly acceptChanges?: boolean;
  /** What runs, in words; compared like the space. */
  readonly program?: string;
}

const CLOCK: Clock = {
  instant: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * A new study.
 *
 * @throws `study-exists` where the storage has one of this name, `space-unsupported` where the sampler cannot search the space,
 * `config-invalid` for objectives or a `start` that make no sense.
 */
export async function createStudy<
  const S extends Shape = {},
  const O extends Objectives = { readonly value: Direction },
>(
  options: RunOptions<S> & ObjectiveOptions<O> & { readonly name?: string; readonly program?: string },
): Promise<Study<S, O>> {
  const storage = options.storage ?? memory();
  const name = checkedName(options.name ?? `study-${crypto.randomUUID()}`);
  const objectives = objectivesOf(options as ObjectiveOptions<Objectives>);
  const sampler = options.sampler ?? tpe();
  const setup = setupOf(options, objectives, sampler, null);
  const problem = problemOf(options.space ?? null, objectives, setup);
  checkTraits(sampler, problem);
  sampler.start(problem); // refuses what it cannot search before anything is stored
  const start = options.start === undefined ? null : startDraft(options.space ?? null, options.start);
  const attributes: Record<string, Json> = { [ID]: crypto.randomUUID(), [SETUP]: setup as unknown as Json };
  if (options.space !== undefined && storage.traits.durable)
    attributes[SPACE] = (await import('../space/file.ts')).writeSpace(options.space) as Json;
  const record = await storage.createStudy(name, objectives, attributes);
  if (start !== null) await storage.createTrials(record.id, [start]);
  return opened(storage, record, options, problem, setup, sampler);
}

/**
 * A study that exists. What is left out is taken from the storage.
 *
 * @throws `study-missing`; `study-differs` for objectives, a space, a sampler or a program other than the stored ones, saying what differs.
 */
export async function openStudy<const S extends Shape = {}, const O extends Objectives = Objectives>(
  name: string,
  options: RunOptions<S> & ObjectiveOptions<O> & OpenOptions,
): Promise<Study<S, O>> {
  const storage = options.storage ?? memory();
  const found = await storage.findStudy(name);
  if (found === null)
    throw new VernierError('study-missing', `There is no study "${name}" in this storage.`, {
      details: { name },
      hint: `Create it with createStudy({ name: ${JSON.stringify(name)} }).`,
    });
  const record = await withId(storage, found);
  const stored = storedSetup(record);
  const storedSpace = await storedSpaceOf(record);
  const space = options.space ?? (storedSpace as SearchSpace<S> | null);
  const sampler = options.sampler ?? (stored === null ? tpe() : await fromCatalog(stored));
  const setup = setupOf(options, record.objectives, sampler, stored);
  const differences = [
    ...(options.objectives === undefined && options.direction === undefined
      ? []
      : objectiveDifferences(record.objectives, objectivesOf(options as ObjectiveOptions<Objectives>))),
    ...(storedSpace === null || options.space === undefined ? [] : spaceDifferences(storedSpace, options.space)),
    ...(stored === null ? [] : setupDifferences(stored, setup)),
  ];
  refuseDifferences(name, record, differences, options);
  const problem = problemOf(space, record.objectives, setup);
  checkTraits(sampler, problem);
  const study = await opened<S, O>(storage, record, options, problem, setup, sampler);
  await storeChange(storage, record, study.history.size, {
    stored,
    storedSpace,
    setup,
    space,
    changed: differences.length > 0,
  });
  return study;
}

/** A study that Optuna made gets its id when it is first opened here. */
async function withId(storage: Storage, record: StudyRecord): Promise<StudyRecord> {
  if (record.systemAttributes[ID] !== undefined) return record;
  await storage.setStudyAttribute(record.id, 'system', ID, crypto.randomUUID());
  return (await storage.findStudy(record.name)) ?? record;
}

function refuseDifferences(
  name: string,
  record: StudyRecord,
  differences: readonly string[],
  options: OpenOptions & ObjectiveOptions<Objectives>,
): void {
  if (differences.length === 0) return;
  const objectives = differences.some((difference) => difference.startsWith('objectives: '));
  if (options.acceptChanges === true && !objectives) return;
  throw new VernierError(
    'study-differs',
    `Study "${name}" was made otherwise:\n${differences.map((difference) => `  ${difference}`).join('\n')}`,
    {
      details: { name, trialsOf: record.id },
      hint: objectives
        ? 'Objectives never change: use a new name.'
        : 'Accept the changes (acceptChanges, --accept-changes), or use a new name.',
    },
  );
}

/** Writes what an opened study has that the storage lacks, or has otherwise; the earlier setup stays on record. */
async function storeChange(
  storage: Storage,
  record: StudyRecord,
  trials: number,
  now: {
    readonly stored: Setup | null;
    readonly storedSpace: SearchSpace | null;
    readonly setup: Setup;
    readonly space: SearchSpace | null;
    readonly changed: boolean;
  },
): Promise<void> {
  const write = (key: string, value: Json) => storage.setStudyAttribute(record.id, 'system', key, value);
  if (now.changed) {
    const earlier = (record.systemAttributes[EARLIER] as readonly Json[] | undefined) ?? [];
    await write(EARLIER, [
      ...earlier,
      { until: trials, setup: now.stored as unknown as Json, space: record.systemAttributes[SPACE] ?? null },
    ]);
  }
  if (JSON.stringify(now.stored) !== JSON.stringify(now.setup)) await write(SETUP, now.setup as unknown as Json);
  if (now.space !== null && (now.changed || now.storedSpace === null))
    await write(SPACE, (await import('../space/file.ts')).writeSpace(now.space) as Json);
}

/** The stored setup; null for a study of Optuna's own. */
export function storedSetup(record: StudyRecord): Setup | null {
  return (record.systemAttributes[SETUP] as unknown as Setup | undefined) ?? null;
}

/** The stored space; null where none was declared. */
export async function storedSpaceOf(record: StudyRecord): Promise<SearchSpace | null> {
  const json = record.systemAttributes[SPACE];
  return json === undefined || json === null ? null : (await import('../space/file.ts')).spaceFromJson(json as never);
}

/** The sampler of a stored setup. @throws `config-invalid` for one that this version does not know */
export async function fromCatalog({ sampler }: Setup): Promise<Sampler> {
  const { samplerByName } = await import('../samplers/catalog.ts');
  return samplerByName(sampler.name, sampler.options ?? {});
}

async function opened<S extends Shape, O extends Objectives>(
  storage: Storage,
  record: StudyRecord,
  options: RunOptions<S>,
  problem: Problem,
  setup: Setup,
  sampler: Sampler,
): Promise<Study<S, O>> {
  const { snapshot, cursor } = await storage.load(record.id);
  const session = new Session({
    storage,
    record,
    history: historyOf(snapshot),
    cursor,
    problem,
    sampler,
    pruner: options.pruner ?? null,
    duplicates: setup.duplicates,
    retries: options.retries ?? 3,
    closing: options.close ?? 'prune-paused',
    clock: options.clock ?? CLOCK,
  });
  return new OpenStudy<S, O>(session, options.space ?? (problem.space as SearchSpace<S> | null), setup);
}

function setupOf(
  options: RunOptions & OpenOptions,
  objectives: readonly Objective[],
  sampler: Sampler,
  stored: Setup | null,
): Setup {
  const { space } = options;
  const finite = space !== undefined && spaceSize(space) < Number.POSITIVE_INFINITY;
  return {
    seed: options.seed ?? stored?.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
    sampler: named(sampler),
    pruner:
      options.pruner === undefined ? (stored?.pruner ?? null) : options.pruner === null ? null : named(options.pruner),
    judgeBy:
      options.judgeBy ??
      stored?.judgeBy ??
      (objectives.length === 1 ? { kind: 'objective', name: objectives[0]!.name } : { kind: 'all' }),
    fidelity: fidelityOf(options.fidelity) ?? stored?.fidelity ?? null,
    duplicates: options.duplicates ?? stored?.duplicates ?? (finite ? 'avoid' : 'allow'),
    budget: options.budget ?? stored?.budget ?? null,
    declared: space !== undefined || (stored?.declared ?? false),
    program: options.program ?? stored?.program ?? null,
  };
}

/** What samplers and pruners are told. */
export function problemOf(space: SearchSpace | null, objectives: readonly Objective[], setup: Setup): Problem {
  return {
    space,
    objectives,
    judgeBy: setup.judgeBy,
    budget: setup.budget,
    fidelity: setup.fidelity,
    seed: setup.seed,
  };
}

function checkTraits({ name, traits }: Sampler, { space, objectives }: Problem): void {
  if (traits.objectives === 'one' && objectives.length > 1)
    throw new VernierError(
      'space-unsupported',
      `The sampler "${name}" minimises one objective; this study has ${objectives.length}.`,
      { hint: 'Use tpe, or another sampler for several objectives.' },
    );
  if (!traits.conditional && space?.nodes.some((node) => node.when.length > 0))
    throw new VernierError('space-unsupported', `The sampler "${name}" does not understand branches.`, {
      hint: 'Use tpe, random, grid or quasiRandom.',
    });
}

/** The draft of trial 0: today's settings, whole. */
function startDraft(space: SearchSpace | null, start: Readonly<Record<string, ParamValue>>): TrialDraft {
  return { state: 'waiting', systemAttributes: { fixed_params: wishOf(space, start), 'vernier:start': true } };
}

function checkedName(name: string): string {
  if (name.length === 0 || name.length > 512)
    throw new VernierError('config-invalid', `A study name has ${name.length} characters; names have 1 to 512.`, {
      hint: 'Choose a shorter name.',
    });
  return name;
}

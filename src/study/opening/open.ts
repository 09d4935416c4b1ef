import { VernierError } from '../../errors.ts';
import { WARNING } from '../../history/attribute-names.ts';
import type { Json } from '../../history/record.ts';
import { winnerRow } from '../../history/confirmation.ts';
import type { EarlierStudy } from '../../history/problem.ts';
import { historyOf } from '../../history/snapshot-writer.ts';
import { auto } from '../../samplers/auto/auto.ts';
import { widen } from '../../space/distribution.ts';
import { spaceFromJson } from '../../space/file.ts';
import { feasibilityOf } from '../../space/feasibility.ts';
import type { Shape } from '../../space/shape.ts';
import type { SearchSpace } from '../../space/space.ts';
import type { Storage, StudyRecord } from '../../storage/storage.ts';
import { checkOptions } from './check.ts';
import { checkJudging } from './judging.ts';
import { objectiveDifferences, setupDifferences, spaceDifferences } from './differences.ts';
import { newId } from '../new-id.ts';
import { checkTraits, problemOf, setupOf, started } from './prepare.ts';
import { EARLIER, ID, objectivesOf, SETUP, type Setup, SPACE, TRANSFER } from './setup.ts';
import { fromCatalog, storedSetup, storedSpaceOf } from './stored.ts';
import type { ObjectiveOptions, OpenOptions, RunOptions, Study } from '../study.ts';
import type { Objectives } from '../trial.ts';

/**
 * A study that exists. What is left out is taken from the storage.
 *
 * @throws `study-missing`; `study-differs` for objectives, a space, a sampler, a program or a cheap start other than the stored ones, saying what differs.
 */
export async function open<S extends Shape, O extends Objectives>(
  storage: Storage,
  name: string,
  options: RunOptions<S> & ObjectiveOptions<O> & OpenOptions,
): Promise<Study<S, O>> {
  const found = await storage.findStudy(name);
  if (found === null)
    throw new VernierError('study-missing', `There is no study "${name}" in this storage.`, {
      details: { name },
      hint: `Create it with createStudy({ name: ${JSON.stringify(name)} }).`,
    });
  const record = await withId(storage, found);
  const stored = storedSetup(record);
  const storedSpace = await storedSpaceOf(record);
  const given = options.space !== undefined && (await isAsBefore(record, options.space)) ? undefined : options.space;
  const space = given ?? (storedSpace as SearchSpace<S> | null);
  const sampler = options.sampler ?? (stored === null ? auto() : await fromCatalog(stored));
  const setup = setupOf(options, record.objectives, sampler, stored);
  const differences = [
    ...(options.objectives === undefined && options.direction === undefined
      ? []
      : objectiveDifferences(record.objectives, await objectivesOf(options as ObjectiveOptions<Objectives>))),
    ...(storedSpace === null || given === undefined ? [] : spaceDifferences(storedSpace, given)),
    ...(stored === null ? [] : setupDifferences(stored, setup)),
  ];
  refuseDifferences(name, record, differences, options);
  checkOptions(options);
  checkJudging(options, record.objectives);
  const feasibility = await feasibilityOf(space);
  const problem = problemOf(space, record.objectives, setup, await transferred(record, space, options.transfer));
  await checkTraits(sampler, problem);
  const run = await sampler.start(problem);
  const { snapshot, cursor } = await storage.load(record.id);
  const history = historyOf(snapshot);
  const warnings: unknown[] = Array.from({ length: history.size }, (_, row) =>
    history.attribute(row, 'system', WARNING),
  );
  if (options.lowCost !== undefined) (await import('./low-cost.ts')).checkSameLowCost(record, history, options.lowCost);
  // What the stored trials cannot stand beside is refused before the change is stored.
  for (const node of space?.nodes ?? []) {
    const column = history.columns.get(node.name);
    if (column !== undefined) widen(node.name, column.distribution, node.distribution);
  }
  if (options.start !== undefined) {
    const { startAgain } = await import('./start-again.ts');
    const asked = options.space ?? space; // a space that was steered may have the settings no more
    warnings.push(await startAgain(storage, record, history, asked, options.start, feasibility));
  }
  const study = await started<S, O>(
    { storage, record, history, cursor, problem, feasibility, setup, sampler, run, winner: winnerRow, warnings },
    options,
  );
  await storeChange(storage, record, study.history.size, {
    stored,
    storedSpace,
    setup,
    space,
    changed: differences.length > 0,
  });
  return study;
}

/** Is it the space from which the study was steered to the one that it has now? Whoever still says that goes on with what it has. */
async function isAsBefore(record: StudyRecord, space: SearchSpace): Promise<boolean> {
  const earlier = (record.systemAttributes[EARLIER] ?? []) as readonly Readonly<Record<string, Json>>[];
  for (const { steered, space: stored } of earlier.toReversed()) {
    if (steered !== true) return false;
    if (stored !== null && spaceDifferences(spaceFromJson(stored as never), space).length === 0) return true;
  }
  return false;
}

/** A study that Optuna made gets its id when it is first opened here. */
async function withId(storage: Storage, record: StudyRecord): Promise<StudyRecord> {
  if (record.systemAttributes[ID] !== undefined) return record;
  await storage.setStudyAttribute(record.id, 'system', ID, newId());
  return (await storage.findStudy(record.name)) ?? record;
}

/** What the study took over when it was made. @throws `study-differs` where other studies are named now */
async function transferred(
  record: StudyRecord,
  space: SearchSpace | null,
  names: readonly string[] | undefined,
): Promise<readonly EarlierStudy[]> {
  if (record.systemAttributes[TRANSFER] === undefined && !names?.length) return [];
  const { transferNames, transferOf } = await import('./transfer.ts');
  const stored = transferNames(record.systemAttributes);
  if (names !== undefined && [...new Set(names)].join('\n') !== stored.join('\n'))
    throw new VernierError(
      'study-differs',
      `Study "${record.name}" was made otherwise:\n  transfer: ${stored.join(', ') || 'none'} → ${names.join(', ') || 'none'}`,
      {
        details: { name: record.name, trialsOf: record.id },
        hint: 'What a study learns from earlier ones is fixed when it is made: use a new name.',
      },
    );
  return transferOf(record.systemAttributes, space);
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
    await write(SPACE, (await import('../../space/file.ts')).writeSpace(now.space) as Json);
}

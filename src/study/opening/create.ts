import { History } from '../../history/history.ts';
import { asChange, type Direction, type Json } from '../../history/record.ts';
import { auto } from '../../samplers/auto/auto.ts';
import { feasibilityOf } from '../../space/feasibility.ts';
import type { Shape } from '../../space/shape.ts';
import { memory } from '../../storage/memory.ts';
import { checkOptions } from './check.ts';
import { newId } from '../new-id.ts';
import { checkTraits, problemOf, setupOf, started } from './prepare.ts';
import { ID, objectivesOf, SETUP, SPACE, TRANSFER } from './setup.ts';
import type { ObjectiveOptions, OpenOptions, RunOptions, Study } from '../study.ts';
import type { Objectives } from '../trial.ts';

/**
 * A new study.
 *
 * @throws `study-exists` where the storage has one of this name, `space-unsupported` where the sampler cannot search the space,
 * `space-invalid` where nothing was found that meets its constraints,
 * `config-invalid` for options that make no sense, `study-missing` for an earlier study that does not exist,
 * `parameter-invalid` for a `start` or a `lowCost` that does not fit the space.
 */
export async function createStudy<
  const S extends Shape = {},
  const O extends Objectives = { readonly value: Direction },
>(
  options: RunOptions<S> & ObjectiveOptions<O> & { readonly name?: string; readonly program?: string },
): Promise<Study<S, O>> {
  const storage = options.storage ?? memory();
  const id = newId();
  const name = options.name ?? `study-${id}`;
  if (name === '' || name.length > 512) throw (await import('./misfit.ts')).oddName(name);
  const objectives = await objectivesOf(options as ObjectiveOptions<Objectives>);
  checkOptions(options);
  const sampler = options.sampler ?? auto();
  const search =
    (options.fidelity ?? options.judgeBy) ? (await import('./judging.ts')).judged(options, objectives) : options;
  const setup = setupOf(search, objectives, sampler, null);
  const space = options.space ?? null;
  const feasibility = await feasibilityOf(space);
  const attributes: Record<string, Json> = { [ID]: id, [SETUP]: setup as unknown as Json };
  const transfer = options.transfer?.length ? await import('./transfer.ts') : null;
  transfer?.checkLearns(sampler);
  if (transfer !== null) attributes[TRANSFER] = await transfer.takenOver(storage, options.transfer!, space, objectives);
  const problem = problemOf(space, objectives, setup, transfer?.transferOf(attributes, space));
  await checkTraits(sampler, problem);
  const run = await sampler.start(problem); // refuses what it cannot search before anything is stored
  const drafts =
    (options.start ?? options.lowCost) &&
    (await import('./first-trials.ts')).firstDrafts(space, options, setup.seed, feasibility);
  if (space !== null && storage.traits.durable)
    attributes[SPACE] = (await import('../../space/file.ts')).writeSpace(space) as Json;
  const record = await storage.createStudy(name, objectives, attributes);
  const history = new History(objectives);
  if (drafts) history.apply((await storage.createTrials(record.id, drafts)).map(asChange));
  return started({ storage, record, history, cursor: null, problem, feasibility, setup, sampler, run }, search);
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
  const { open } = await import('./open.ts');
  return open<S, O>(options.storage ?? memory(), name, options);
}

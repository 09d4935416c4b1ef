import { VernierError } from '../../errors.ts';
import type { Outcome } from '../../execution/executor.ts';
import { type Change, isFinished, type Json, type TrialDraft, type TrialRecord } from '../../history/record.ts';
import { toExternal } from '../../space/distribution.ts';
import { internalsOf } from '../../space/internals.ts';
import { nodeValues, type SearchSpace } from '../../space/nodes.ts';
import type { ParamValue } from '../../space/shape.ts';
import { plainJson } from '../telling/plain-json.ts';
import { sortScore } from '../telling/score.ts';
import { faultError, finalFault } from '../telling/score-fault.ts';
import type { Session } from '../session.ts';
import type { AddedTrial } from '../study.ts';
import { endChanges } from '../telling/tell.ts';

// What comes from outside: wishes, trials that ran elsewhere, and ends of trials that others asked for. Loaded apart: many studies have none.

/** Puts a wish into the queue. @throws `parameter-invalid` */
export async function enqueue(
  session: Session,
  params: Readonly<Record<string, ParamValue>>,
  userAttributes: Readonly<Record<string, Json>>,
): Promise<void> {
  await created(session, [waiting(session.problem.space, params, userAttributes)]);
}

/** Takes in trials that ran elsewhere, all or none. @throws `space-unsupported`, `parameter-invalid`, `values-invalid` */
export async function addTrials(session: Session, trials: readonly AddedTrial[]): Promise<readonly TrialRecord[]> {
  return created(
    session,
    trials.map((trial) => added(session, trial)),
  );
}

/** Sets an attribute of the study. */
export async function setAttribute(session: Session, key: string, value: Json): Promise<void> {
  await session.persist(() => session.storage.setStudyAttribute(session.record.id, 'user', key, value));
}

async function created(session: Session, drafts: readonly TrialDraft[]): Promise<readonly TrialRecord[]> {
  const made = await session.persist(() => session.storage.createTrials(session.record.id, drafts));
  session.absorb(made.map((trial): Change => ({ type: 'trial', trial })));
  return made;
}

/** The draft of a trial that is to have these params. @throws `parameter-invalid` */
export function waiting(
  space: SearchSpace | null,
  params: Readonly<Record<string, ParamValue>>,
  userAttributes: Readonly<Record<string, Json>>,
): TrialDraft {
  return {
    state: 'waiting',
    userAttributes: notes(userAttributes),
    systemAttributes: { fixed_params: wishOf(space, params) },
  };
}

/** Params as Optuna stores an enqueued trial's wish: external values by stored name. @throws `parameter-invalid` */
export function wishOf(space: SearchSpace | null, params: Readonly<Record<string, ParamValue>>): Json {
  if (space === null) return params as Json;
  const wish: Record<string, Json> = {};
  for (const [name, internal] of internalsOf(space, params)) {
    const { distribution } = space.nodes.find((node) => node.name === name)!;
    wish[name] = toExternal(distribution, internal);
  }
  return wish;
}

/** The draft of a trial that ran elsewhere. @throws `space-unsupported`, `parameter-invalid`, `values-invalid` */
export function added(
  { problem, clock }: Session,
  { params, score, userAttributes, startedAt, finishedAt }: AddedTrial,
): TrialDraft {
  const { space, objectives } = problem;
  if (space === null)
    throw new VernierError('space-unsupported', 'Trials can be added only to a study with a declared space.', {
      hint: 'Give `space` to createStudy.',
    });
  const internals = internalsOf(space, params);
  const values = nodeValues(space, (name) => internals.get(name));
  const base = {
    params: Object.fromEntries(
      space.nodes.flatMap(({ name, distribution }, i) =>
        Number.isNaN(values[i]!) ? [] : [[name, { distribution, internal: values[i]! }]],
      ),
    ),
    userAttributes: notes(userAttributes ?? {}),
    systemAttributes: { 'vernier:added': true },
    startedAt: startedAt ?? clock.instant(),
    finishedAt: finishedAt ?? clock.instant(),
  };
  if (score === undefined) return { ...base, state: 'failed' };
  const sorted = sortScore(objectives, score);
  const fault = finalFault(objectives, score);
  if (sorted === null || fault !== null)
    throw new VernierError('values-invalid', `An added trial has ${fault}.`, {
      hint: 'Give each objective a number, or leave the score out.',
    });
  const metrics = Object.fromEntries(
    Object.entries(sorted.metrics).map(([name, value]) => [name, [[0, value] as const]]),
  );
  return { ...base, state: 'complete', values: sorted.values, metrics };
}

/** Ends a trial that another process asked for: only its number is known here. @throws `trial-missing`, `trial-finished` */
export async function tellForeign(session: Session, number: number, told: Outcome): Promise<void> {
  const { history } = session;
  if (session.storage.traits.sharedBy !== 'process') await session.refresh();
  const isKnown = Number.isInteger(number) && number >= 0 && number < history.size;
  if (!isKnown || history.state(number) === 'removed')
    throw new VernierError('trial-missing', `There is no trial ${number} in study "${session.record.name}".`, {
      details: { number },
      hint: 'Ask for one first.',
    });
  if (isFinished(history.state(number)))
    throw new VernierError('trial-finished', `Trial ${number} is ${history.state(number)} already.`, {
      details: { number },
      hint: 'Each trial is told once.',
    });
  const ending = {
    id: history.record(number).id,
    number,
    ruling: { verdict: 'continue', until: null },
    checkpoint: null,
    judged: null,
    instant: () => session.clock.instant(),
  } as const;
  const { objectives } = session.problem;
  const ended = (outcome: Outcome) => endChanges(objectives, history, ending, outcome);
  const { score } = told as { readonly score?: unknown };
  await session.write(ended(told) ?? ended({ state: 'failed', error: faultError(objectives, score) })!);
}

/** User attributes, copied as JSON. */
function notes(attributes: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return plainJson('userAttributes', attributes) as Record<string, Json>;
}

import { type Executor, isExecutor, type Outcome, type Score } from '../execution/executor.ts';
import { inline } from '../execution/inline.ts';
import { bestRow, paretoRows } from '../history/best.ts';
import type { Json, Objective, TrialRecord } from '../history/record.ts';
import type { Delta, TimedHistory } from '../history/view.ts';
import type { ParamValue, Shape } from '../space/shape.ts';
import { nodeValues, type ParamsOf, paramsOf, type SearchSpace } from '../space/space.ts';
import { next } from './ask.ts';
import { checkWhole } from './check-value.ts';
import { checkLimits } from './limits/bounded.ts';
import type { Plan } from './limits/spending.ts';
import { endTrial, NEVER, optimize } from './optimize.ts';
import { isHosting } from './hosting.ts';
import { plainJson } from './telling/plain-json.ts';
import { isElsewhere } from './propose.ts';
import type { RunningTrial } from './running.ts';
import type { Session } from './session.ts';
import { idOf, SETUP, type Setup } from './opening/setup.ts';
import type { AddedTrial, AskedTrial, Limits, ObjectiveFunction, Study, Summary } from './study.ts';
import { outcomeOf } from './telling/tell.ts';
import { type Objectives, type ScoreOf, type Trial, trialHandle } from './trial.ts';

/** A study at work: the public face of a `Session`. */
export class OpenStudy<S extends Shape, O extends Objectives> implements Study<S, O> {
  readonly #session: Session;
  readonly #setup: Setup;
  readonly #asked = new Map<number, RunningTrial>();

  constructor(session: Session, setup: Setup) {
    this.#session = session;
    this.#setup = setup;
  }

  get name(): string {
    return this.#session.record.name;
  }
  get id(): string {
    return idOf(this.#session.record);
  }
  get objectives(): readonly Objective[] {
    return this.#session.problem.objectives;
  }
  get space(): SearchSpace<S> | null {
    return this.#session.problem.space as SearchSpace<S> | null;
  }
  get seed(): number {
    return this.#setup.seed;
  }
  get history(): TimedHistory {
    return this.#session.history;
  }

  get trouble(): string | null {
    return this.#session.trouble;
  }

  get warnings(): readonly string[] {
    return this.#session.listeners.warnings;
  }

  get best(): TrialRecord | null {
    const row = this.objectives.length === 1 ? (this.#session.winner ?? bestRow)(this.#session.history) : null;
    return row === null ? null : this.history.record(row);
  }

  get paretoFront(): readonly TrialRecord[] {
    return paretoRows(this.history).map((row) => this.history.record(row));
  }

  paramsOf(trial: TrialRecord): Readonly<Record<string, ParamValue>> {
    return userParams(this.space, trial);
  }

  ask(): Promise<AskedTrial<S, O>>;
  ask(count: number): Promise<readonly AskedTrial<S, O>[]>;
  async ask(count?: number): Promise<AskedTrial<S, O> | readonly AskedTrial<S, O>[]> {
    checkWhole('ask', count, 0);
    const session = this.#session;
    const wanted = count ?? 1;
    const trials: RunningTrial[] = [];
    while (trials.length < wanted) {
      if (await session.peers?.held(session)) continue;
      const more = await next(session, wanted - trials.length, undefined);
      if (more.length === 0) break;
      trials.push(...more);
    }
    if (count === undefined && trials.length === 0) throw (await import('./opening/misfit.ts')).noneLeft(this.name);
    const asked = trials.map((trial) => this.#handle(trial));
    return count === undefined ? asked[0]! : asked;
  }

  #handle(trial: RunningTrial): AskedTrial<S, O> {
    this.#asked.set(trial.number, trial);
    const { params } = trial.task;
    return Object.assign(trialHandle(trial.task, trial, NEVER), { params }) as unknown as AskedTrial<S, O>;
  }

  async tell(trial: Trial<O> | number, outcome: ScoreOf<O> | Outcome): Promise<TrialRecord> {
    const number = typeof trial === 'number' ? trial : trial.number;
    const told = outcomeOf(outcome as Score | Outcome);
    const own = this.#asked.get(number);
    if (own !== undefined) {
      await endTrial(this.#session, own, told);
      this.#asked.delete(number);
    } else await (await import('./again/outside.ts')).tellForeign(this.#session, number, told);
    return this.history.record(number);
  }

  async optimize(run: ObjectiveFunction<ParamsOf<SearchSpace<S>>, O> | Executor, limits: Limits): Promise<Summary> {
    const executor = isExecutor(run)
      ? run
      : inline(
          (task, port, signal) =>
            run(task.params as ParamsOf<SearchSpace<S>>, trialHandle(task, port, signal) as Trial<O>) as
              | Score
              | Promise<Score>,
        );
    await this.#planFor(limits.trials, await checkLimits(limits, executor.capacity));
    await this.#moveTo(executor);
    const leave = executor.attend?.((await import('./attended.ts')).attended(this.#session));
    return optimize(this.#session, executor, limits).finally(async () => {
      await leave?.();
      await this.#session.rest();
    });
  }

  /** An executor may offer the sampler a place away from the thread that it keeps busy. */
  async #moveTo(executor: Executor): Promise<void> {
    const session = this.#session;
    if (isElsewhere(session.run) || !isHosting(executor)) return;
    const moved = executor.hosted(session.sampler);
    if (moved !== session.sampler) await session.restart(session.problem, moved);
  }

  /** The limits that a study begins with become its budget, which samplers may plan by; they are stored, so that replay knows them. */
  async #planFor(trials: number | undefined, { spending }: Plan): Promise<void> {
    const session = this.#session;
    const { problem, history } = session;
    if (history.size > history.open.length) return;
    const budget = problem.budget ?? trials ?? null;
    if (budget === problem.budget && spending === problem.spending) return;
    const plan = { budget, spending };
    await session.persist(() =>
      session.storage.setStudyAttribute(session.record.id, 'system', SETUP, {
        ...this.#setup,
        ...plan,
      } as unknown as Json),
    );
    await session.restart({ ...problem, ...plan });
  }

  async enqueue(
    params: Readonly<Record<string, ParamValue>>,
    userAttributes: Readonly<Record<string, Json>> = {},
  ): Promise<void> {
    const wish = { ...params }; // as it is now, whatever becomes of it meanwhile
    await (await import('./again/outside.ts')).enqueue(this.#session, wish, userAttributes);
  }

  async addTrials(trials: readonly AddedTrial<O>[]): Promise<readonly TrialRecord[]> {
    const given = trials.map((trial) => ({ ...trial, params: { ...trial.params } }));
    return (await import('./again/outside.ts')).addTrials(this.#session, given);
  }

  async setAttribute(key: string, value: Json): Promise<void> {
    const said = plainJson(`Attribute "${key}"`, value);
    await (await import('./again/outside.ts')).setAttribute(this.#session, key, said);
  }

  subscribe(listener: (delta: Delta) => void): () => void {
    return this.#session.listeners.add(listener);
  }

  refresh(): Promise<void> {
    return this.#session.refresh();
  }

  async close(): Promise<void> {
    await this.#session.rest();
    await (await import('./close.ts')).closeStudy(this.#session);
  }
}

/** A trial's params as the user means them; stored names where the study has no declared space, or another one now. */
export function userParams(space: SearchSpace | null, trial: TrialRecord): Readonly<Record<string, ParamValue>> {
  const stored = Object.entries(trial.params);
  const params: (readonly [string, ParamValue])[] = []; // entries: `__proto__` is a name like another
  const known = new Set<string>();
  if (space !== null) {
    const values = nodeValues(space, (name) =>
      Object.hasOwn(trial.params, name) ? trial.params[name]!.internal : undefined,
    );
    const complete = space.groups.filter(({ nodes }) => nodes.every((node) => !Number.isNaN(values[node]!)));
    for (const { nodes } of complete) for (const node of nodes) known.add(space.nodes[node]!.name);
    params.push(...Object.entries(paramsOf({ ...space, groups: complete }, values)));
  }
  for (const [name, { distribution, internal }] of stored)
    if (!known.has(name))
      params.push([name, distribution.kind === 'categorical' ? distribution.choices[internal]! : internal]);
  return Object.fromEntries(params);
}

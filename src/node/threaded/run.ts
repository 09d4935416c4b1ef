import type { History } from '../../history/history.ts';
import type { Problem } from '../../history/problem.ts';
import { historyAt, seenOf } from '../../history/seen.ts';
import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { Proposal, Sampler, SamplerRun } from '../../samplers/sampler.ts';
import type { Distribution } from '../../space/distribution.ts';
import type { Assignment, Duplicates, RunElsewhere, Unassigned } from '../../study/propose.ts';
import { Backlog } from './backlog.ts';
import { SamplerThread } from './channel.ts';
import { decideHere } from './decide.ts';

/**
 * A run whose assignments come from a thread, and everything else from a run in place: single suggestions, which cannot wait,
 * proposals until the thread is ready, and all of them once it has died. Both learn of changes only when they are asked.
 */
export class ThreadedRun implements RunElsewhere {
  readonly #sampler: Sampler;
  readonly #problem: Problem;
  readonly #run: SamplerRun;
  readonly #waits: boolean;
  readonly #behind = new Backlog();
  #history: HistoryView | null = null;
  #thread: SamplerThread | null = null;
  /** Why the thread died, until that has been said. */
  #died: string | null = null;
  #isOver = false;

  constructor(sampler: Sampler, problem: Problem, run: SamplerRun, waits: boolean) {
    this.#sampler = sampler;
    this.#problem = problem;
    this.#run = run;
    this.#waits = waits;
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#behind.add(delta);
    this.#thread?.behind.add(delta);
  }

  get why(): string | undefined {
    return this.#run.why;
  }

  propose(trials: readonly number[], stream: Random): readonly Proposal[] | Promise<readonly Proposal[]> {
    return this.#upToDate().propose(trials, stream);
  }

  suggest(trial: number, name: string, distribution: Distribution, stream: Random): number {
    return this.#upToDate().suggest(trial, name, distribution, stream);
  }

  assign(trials: readonly Unassigned[], duplicates: Duplicates): Promise<readonly Assignment[]> | null {
    if (this.#history === null || (this.#isOver && this.#died === null)) return null;
    const history = this.#history;
    const seen = seenOf(
      history,
      trials.map(({ number }) => number),
    );
    if (this.#died !== null) return this.#inPlace(historyAt(history, seen), trials, duplicates);
    this.#thread ??= new SamplerThread(this.#sampler, this.#problem, (why) => this.#lost(why));
    if (!this.#waits && !this.#thread.isReady) return null;
    return this.#thread.assign(history, trials, duplicates).catch(() => {
      // It died over this. Meanwhile the study has gone on: what it was at the call is put together again.
      return this.#inPlace(historyAt(history, seen), trials, duplicates);
    });
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.close();
  }

  #lost(why: string): void {
    this.#thread = null;
    this.#isOver = true;
    this.#died = why;
  }

  /** By a run of its own: the one in place may have seen more already. Tells why it is here. */
  async #inPlace(
    history: History,
    trials: readonly Unassigned[],
    duplicates: Duplicates,
  ): Promise<readonly Assignment[]> {
    const why = this.#died;
    this.#died = null;
    const run = await this.#sampler.start(this.#problem);
    run.observe(history, everythingIn(history));
    const made = await decideHere(this.#problem, history, run, trials, duplicates);
    if (why === null) return made;
    const word = `The sampler's thread ended (${why}); from here on proposals are computed in the study's own.`;
    return made.map((one, i) => (i === 0 ? { ...one, warning: one.warning ?? word } : one));
  }

  #upToDate(): SamplerRun {
    if (this.#history !== null) this.#behind.giveTo(this.#run, this.#history);
    return this.#run;
  }
}

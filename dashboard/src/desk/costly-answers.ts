import type { StudyDetail } from 'vernier/client';
import type { History } from '../../../src/history/history.ts';
import type { Costly, CostlyQuestion, Outcome } from './costly.ts';

/** A study as it is now. */
export interface Matter {
  readonly history: History;
  /** What the server says of it. */
  readonly study: Pick<StudyDetail, 'setup' | 'space'>;
}

/** Works a question out. It rejects where that cannot be tried now, as when code cannot be loaded: a refusal is an outcome. */
export type Think = <Q extends CostlyQuestion>(
  matter: Matter,
  question: Q,
  asks: Costly[Q]['asks'],
) => Promise<Outcome<Q>>;

/** What costly answers need of their desk. */
export interface CostlyPorts {
  readonly think: Think;
  readonly elapsed: () => number;
  readonly after: (ms: number, callback: () => void) => () => void;
  /** Does it when nothing that is more urgent is to be done. */
  readonly later: (job: () => void) => void;
  /** null = there is none yet. */
  readonly matter: () => Matter | null;
  /** A question was worked out anew. */
  readonly arrived: (question: CostlyQuestion, outcome: Outcome) => void;
  /** An outcome that was given has become too old: whoever uses it should ask again. */
  readonly stale: () => void;
}

interface Kept {
  readonly outcome: Outcome;
  /** Of the study that it was made of. */
  readonly edition: number;
  readonly trials: number;
  /** It does until then, whatever becomes of the study. */
  readonly until: number;
}

interface Wanted {
  readonly key: string;
  readonly question: CostlyQuestion;
  readonly asks: Costly[CostlyQuestion]['asks'];
  readonly waiting: ((outcome: Outcome) => void)[];
}

/** What took t does for so many times t, and at least so many milliseconds. */
const KEPT = 20;
const LEAST_MS = 1000;
/** So many outcomes are kept: those that were made last. */
const MOST_KEPT = 12;
/** An order of parameters does until there are so many times as many trials: charts that follow it should not hop about. */
const SAME_ORDER = 1.1;
/** What could not be tried is tried again after so many milliseconds. */
const RETRY_MS = 3000;

/** Costly questions, worked out one after the other; older outcomes do while newer ones are made. */
export class CostlyAnswers {
  readonly #ports: CostlyPorts;
  readonly #kept = new Map<string, Kept>();
  readonly #wanted = new Map<string, Wanted>();
  #edition = 0;
  #isBusy = false;
  #isStalePlanned = false;

  constructor(ports: CostlyPorts) {
    this.#ports = ports;
  }

  /** The study has changed. */
  age(): void {
    this.#edition++;
  }

  /** Forgets what it has kept: the study is known to be another one. */
  forget(): void {
    this.#edition++;
    this.#kept.clear();
  }

  /** What is known of a question, new enough or not; null = nothing yet. Where it is too old, a newer one is on its way from now on. */
  known<Q extends CostlyQuestion>(question: Q, asks: Costly[Q]['asks']): Outcome<Q> | null {
    const key = keyOf(question, asks);
    if (!this.#does(key, question)) this.#want(key, question, asks);
    return (this.#kept.get(key)?.outcome ?? null) as Outcome<Q> | null;
  }

  /** What is answered: what is known, where it is new enough. */
  ask<Q extends CostlyQuestion>(question: Q, asks: Costly[Q]['asks']): Promise<Outcome<Q>> {
    const key = keyOf(question, asks);
    if (this.#does(key, question)) return Promise.resolve(this.#kept.get(key)!.outcome as Outcome<Q>);
    return new Promise((resolve) => this.#want(key, question, asks).waiting.push(resolve as never));
  }

  /** Is what is known new enough? Where it is so for the moment only, `stale` will be told. */
  #does(key: string, question: CostlyQuestion): boolean {
    const kept = this.#kept.get(key);
    if (kept === undefined) return false;
    const trials = this.#ports.matter()?.history.size ?? 0;
    if (kept.edition === this.#edition || (question === 'order' && trials <= SAME_ORDER * kept.trials)) return true;
    const ms = kept.until - this.#ports.elapsed();
    if (ms <= 0) return false;
    this.#planStale(ms);
    return true;
  }

  #planStale(ms: number): void {
    if (this.#isStalePlanned) return;
    this.#isStalePlanned = true;
    this.#ports.after(ms, () => {
      this.#isStalePlanned = false;
      this.#ports.stale();
    });
  }

  #want(key: string, question: CostlyQuestion, asks: Wanted['asks']): Wanted {
    const wanted = this.#wanted.get(key) ?? { key, question, asks, waiting: [] };
    this.#wanted.set(key, wanted);
    this.#next();
    return wanted;
  }

  #next(): void {
    if (this.#isBusy || this.#wanted.size === 0) return;
    this.#isBusy = true;
    this.#ports.later(() => void this.#work());
  }

  async #work(): Promise<void> {
    const [wanted] = this.#wanted.values();
    const matter = this.#ports.matter();
    try {
      if (wanted !== undefined && matter !== null) await this.#workOut(wanted, matter);
    } catch {
      await new Promise<void>((resolve) => this.#ports.after(RETRY_MS, resolve));
    }
    this.#isBusy = false;
    this.#next();
  }

  async #workOut({ key, question, asks, waiting }: Wanted, matter: Matter): Promise<void> {
    const edition = this.#edition;
    const trials = matter.history.size;
    const outcome = await this.#ports.think(matter, question, asks);
    this.#wanted.delete(key);
    this.#kept.delete(key);
    const until = this.#ports.elapsed() + Math.max(LEAST_MS, KEPT * outcome.took);
    this.#kept.set(key, { outcome, edition, trials, until });
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    this.#ports.arrived(question, outcome);
    for (const resolve of waiting) resolve(outcome);
  }
}

const keyOf = (question: CostlyQuestion, asks: object): string =>
  `${question} ${JSON.stringify(asks, Object.keys(asks).sort())}`;

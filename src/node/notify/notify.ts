import { bestRow, isFeasible } from '../../history/best.ts';
import type { Json } from '../../history/record.ts';
import type { Delta } from '../../history/view.ts';
import type { Storage } from '../../storage/storage.ts';
import { heldBy } from '../../study/shared/hold.ts';
import type { Study } from '../../study/study.ts';
import type { NotifyRule } from '../../config/notify.ts';
import { Claims, type Milestone } from './claims.ts';
import { deliver, type Message, PATIENCE, type Patience } from './send.ts';

/** What a notifier needs to know of its run. */
export interface NotifyOptions {
  readonly rules: readonly NotifyRule[];
  readonly storage: Storage;
  /** How much of the budget is used up, from 0 to 1; null = there is none. */
  share(): number | null;
  /** Told once of each rule whose messages do not arrive. */
  warn(words: string): void;
  readonly patience?: Patience;
}

/** Tells people of what happens in a run. Messages wait for nobody, and nothing waits for them. */
export interface Notifier {
  /** The search is over: `finished`, or `failed` where it found nothing but failures or broke off. */
  ended(event: 'finished' | 'failed', why: string, more?: Readonly<Record<string, Json>>): void;
  /** Resolves when all that is under way was delivered, or cannot be; after so many milliseconds what is left is dropped. */
  close(withinMs: number): Promise<void>;
}

/** A share of the budget and a pause are looked for so often, in milliseconds. */
const LOOK_MS = 1000;
/** Messages that wait, of one rule: whoever does not answer is not owed everything. */
const MOST_WAITING = 20;

/** Starts to watch a study for a run of this process. */
export function notifier(study: Study, options: NotifyOptions): Notifier {
  const mailboxes = options.rules.map((rule) => new Mailbox(rule, options));
  const stop = new AbortController();
  const claims = new Claims(options.storage, study.name);
  let telling: Promise<void> = Promise.resolve();
  const tell = (
    event: Message['event'],
    text: string,
    milestone: Milestone,
    more: Readonly<Record<string, Json>> = {},
  ): void => {
    const message: Message = { event, study: study.name, text, at: new Date().toISOString(), ...more };
    if (!options.rules.some((rule) => tellsOf(rule, event))) return;
    telling = telling.then(async () => {
      if (await claims.take(event, milestone)) for (const mailbox of mailboxes) mailbox.put(message, stop.signal);
    });
  };
  const wants = (event: string | number): boolean => options.rules.some(({ on }) => on.includes(event as never));
  const best = new BestWatch(study);
  const shares = [...new Set(options.rules.flatMap(({ on }) => on.filter((one) => typeof one === 'number')))];
  const passed = new Set(shares.filter((share) => (options.share() ?? 0) >= share / 100));
  let pausedAt: number | null | undefined; // undefined = not looked yet

  const unsubscribe = study.subscribe((delta) => {
    const found = wants('new-best') ? best.hear(delta) : null;
    if (found !== null) tell('new-best', found.text, best.milestone(), found.more);
  });
  const look = async (): Promise<void> => {
    const share = options.share() ?? 0;
    for (const one of shares)
      if (!passed.has(one) && share >= one / 100) {
        passed.add(one);
        tell(`budget-${one}%`, `${one} % of the budget of study ${study.name} is used up.`, ONCE_A_RUN, best.now());
      }
    if (!wants('paused')) return;
    const record = await options.storage.findStudy(study.name).catch(() => null);
    if (record === null) return;
    const held = heldBy(record);
    if (held !== null && pausedAt !== undefined && held.at !== pausedAt)
      tell(
        'paused',
        `Study ${study.name} was paused by ${held.by}${held.why === null ? '' : `: ${held.why}`}.`,
        { what: held.at, isTold: (what) => what === held.at },
        { by: held.by, why: held.why },
      );
    pausedAt = held?.at ?? null;
  };
  let looking = look();
  const timer = setInterval(() => (looking = look()), LOOK_MS);
  return {
    ended(event, why, more) {
      const { size } = study.history;
      // Runs that end together are one end of the search; one that goes on for longer tells its own.
      const milestone: Milestone = { what: size, isTold: (what, isNew) => isNew && what === size };
      tell(event, `Study ${study.name}: ${why}`, milestone, { ...best.now(), ...more });
    },
    async close(withinMs) {
      clearInterval(timer);
      unsubscribe();
      await looking;
      await look(); // what came to pass in the last second
      const late = setTimeout(() => stop.abort(), withinMs);
      await telling;
      await Promise.all(mailboxes.map((mailbox) => mailbox.empty()));
      clearTimeout(late);
    },
  };
}

/** Whoever tells it first of the runs that are under way tells it for all of them. */
const ONCE_A_RUN: Milestone = { what: null, isTold: (_, isNew) => isNew };

const tellsOf = ({ on }: NotifyRule, event: string): boolean =>
  on.some((one) => (typeof one === 'number' ? `budget-${one}%` : one) === event);

/** The messages of one rule, one after the other. */
class Mailbox {
  readonly #rule: NotifyRule;
  readonly #options: NotifyOptions;
  readonly #waiting: Message[] = [];
  #sending: Promise<void> | null = null;
  #hasFailed = false;

  constructor(rule: NotifyRule, options: NotifyOptions) {
    this.#rule = rule;
    this.#options = options;
  }

  put(message: Message, signal: AbortSignal): void {
    const { event } = message;
    if (!tellsOf(this.#rule, event)) return;
    // Of several new bests in a row the last one is enough.
    if (event === 'new-best' && this.#waiting.at(-1)?.event === event) this.#waiting.pop();
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(message);
    this.#sending ??= this.#send(signal).finally(() => {
      this.#sending = null;
    });
  }

  async #send(signal: AbortSignal): Promise<void> {
    await Promise.resolve(); // whatever else happens in the same breath
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const why = await deliver(this.#rule.to, next, this.#options.patience ?? PATIENCE, signal);
      if (why !== null && !this.#hasFailed)
        this.#options.warn(`A notification did not arrive: ${why}. This is said once, and changes nothing else.`);
      this.#hasFailed ||= why !== null;
    }
  }

  async empty(): Promise<void> {
    while (this.#sending !== null) await this.#sending;
  }
}

/** Watches for a trial that is better than all before, one objective. */
class BestWatch {
  readonly #study: Study;
  #best: number | null;

  constructor(study: Study) {
    this.#study = study;
    this.#best = this.#row();
  }

  #row(): number | null {
    return this.#study.objectives.length === 1 ? bestRow(this.#study.history) : null;
  }

  hear({ rows, reset }: Delta): { readonly text: string; readonly more: Readonly<Record<string, Json>> } | null {
    const { name, objectives } = this.#study;
    const before = this.#best;
    if (reset) this.#best = this.#row();
    else for (const row of rows) if (this.#isBetter(row)) this.#best = row;
    if (this.#best === null || this.#best === before) return null;
    const more = this.now();
    const value = String(more['value']);
    return { text: `Study ${name}: trial ${this.#best} has the best ${objectives[0]!.name} so far, ${value}.`, more };
  }

  #isBetter(row: number): boolean {
    const { history, objectives } = this.#study;
    if (objectives.length > 1 || !isFeasible(history, row)) return false;
    return this.#best === null || history.losses[row]! < history.losses[this.#best]!;
  }

  /** The best trial: told where somebody told of it, or of a better one. */
  milestone(): Milestone {
    const { history } = this.#study;
    const best = this.#best!;
    return {
      what: best,
      isTold(what) {
        if (typeof what !== 'number' || what >= history.size) return typeof what === 'number'; // others know more by now
        return isFeasible(history, what) && history.losses[what]! <= history.losses[best]!;
      },
    };
  }

  /** The best trial, and how many there are. */
  now(): Readonly<Record<string, Json>> {
    const { history, objectives } = this.#study;
    const trials = history.size;
    if (this.#best === null) return { trials };
    const record = history.record(this.#best);
    const [value] = record.values!;
    const params = this.#study.paramsOf(record) as unknown as Json;
    return {
      trials,
      trial: this.#best,
      objective: objectives[0]!.name,
      value: Number.isFinite(value) ? value! : String(value),
      params,
    };
  }
}

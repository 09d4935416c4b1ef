import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jsonValue } from '../../src/history/texts.ts';

/** Optuna in a process of its own (`partner.py`), asked line by line. */
export class OptunaPartner {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  /** @param zone its time zone */
  constructor(python: string, zone: string) {
    const script = fileURLToPath(new URL('partner.py', import.meta.url));
    this.#child = spawn(python, [script], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TZ: zone, PYTHONWARNINGS: 'ignore', PYTHONIOENCODING: 'utf8' },
    });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** All that Optuna sees of a study. */
  dump(file: string, study: string): Promise<Dump> {
    return this.#ask('dump', file, study) as Promise<Dump>;
  }

  /** Makes two studies with everything that Optuna can store: `study` of two objectives and `study-one` of one. */
  async make(file: string, study: string): Promise<void> {
    await this.#ask('make', file, study);
  }

  /** Continues a study with Optuna's default sampler; answers how many trials there were and are, and the old ones' params. */
  goOn(file: string, study: string, trials: number): Promise<Continued> {
    return this.#ask('go_on', file, study, trials) as Promise<Continued>;
  }

  async delete(file: string, study: string): Promise<void> {
    await this.#ask('delete', file, study);
  }

  close(): void {
    this.#child.stdin!.end();
  }

  async #ask(...words: readonly (string | number)[]): Promise<unknown> {
    this.#child.stdin!.write(`${JSON.stringify(words)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('Optuna ended; its words are above.');
    return jsonValue(value as string);
  }
}

/** What a continued study had before and has after. */
export interface Continued {
  readonly before: number;
  readonly after: number;
  readonly params: readonly unknown[];
}

/** A study as Optuna sees it. */
export interface Dump {
  readonly directions: readonly string[];
  readonly names: readonly string[] | null;
  readonly user: Readonly<Record<string, unknown>>;
  readonly trials: readonly DumpedTrial[];
}

/** One trial as Optuna sees it. */
export interface DumpedTrial {
  readonly number: number;
  readonly state: string;
  readonly values: readonly number[] | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly distributions: Readonly<
    Record<string, { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }>
  >;
  readonly intermediate: Readonly<Record<string, number>>;
  readonly user: Readonly<Record<string, unknown>>;
  readonly system: Readonly<Record<string, unknown>>;
  readonly start: number | null;
  readonly complete: number | null;
  readonly constraints: Readonly<Record<string, number>> | null;
}

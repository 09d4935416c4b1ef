import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';

const PYTHON = '.venv/bin/python';

/** Is the Python environment of `npm test` there? Without it rows are measured without peers. */
export const hasPeers = existsSync(PYTHON);

/** Runs `bench/peers/SCRIPT` and parses the JSON line it prints last; null where there is no Python environment. */
export async function pythonLine<T>(script: string, args: readonly (string | number)[]): Promise<T | null> {
  if (!hasPeers) return null;
  const { stdout } = await promisify(execFile)(PYTHON, [`bench/peers/${script}`, ...args.map(String)], {
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

/** A parameter as `optuna_asks.py` understands it. */
export interface PeerParam {
  readonly name: string;
  readonly kind: 'float' | 'int' | 'categorical';
  readonly low?: number;
  readonly high?: number;
  readonly log?: boolean;
  readonly step?: number;
  readonly size?: number;
  readonly when?: readonly [name: string, value: number];
}

/** Optuna's TPE with its defaults, asking us for values over a pipe. */
export class OptunaPartner {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor() {
    this.#child = spawn(PYTHON, ['bench/peers/optuna_asks.py'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    this.#reader = createInterface({ input: this.#child.stdout! });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Name and version; to be read once, first. */
  async name(): Promise<string> {
    return ((await this.#next()) as { name: string }).name;
  }

  /** Values of `trials` proposals, in order. */
  async minimize(
    params: readonly PeerParam[],
    trials: number,
    seed: number,
    valueOf: (point: readonly (number | null)[]) => number,
  ): Promise<number[]> {
    const values: number[] = [];
    this.#say({ params, seed });
    for (;;) {
      const value = valueOf(((await this.#next()) as { point: (number | null)[] }).point);
      values.push(value);
      if (values.length === trials) return values;
      this.#say({ value });
    }
  }

  close(): void {
    this.#reader.close();
    this.#child.kill();
  }

  #say(message: unknown): void {
    this.#child.stdin!.write(`${JSON.stringify(message)}\n`);
  }

  async #next(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('The Python side ended; its words are above.');
    return JSON.parse(value as string);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** A program that says nothing for so long hangs (Nevergrad does, once in a while). */
const PATIENCE_MS = 120_000;

/** A program in Python at the other end of a pipe: JSON lines there and back. */
export class Pipe {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor(python: string, script: string, args: readonly string[]) {
    this.#name = args[0] ?? script;
    this.#child = spawn(python, [`bench/peers/${script}`, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
    });
    this.#reader = createInterface({ input: this.#child.stdout! });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  say(message: unknown): void {
    this.#child.stdin!.write(`${JSON.stringify(message)}\n`);
  }

  /** Its next line. @throws where it has ended, or says nothing for two minutes */
  async next<T>(): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.#name} says nothing any more.`)), PATIENCE_MS);
    });
    try {
      const { value, done } = await Promise.race([this.#lines.next(), patience]);
      if (done) throw new Error(`${this.#name} ended; its words are above.`);
      return JSON.parse(value as string) as T;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#reader.close();
    this.#child.kill('SIGKILL');
  }
}

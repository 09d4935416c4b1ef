import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a device of this host does; NaN = it does not say. */
export interface GpuUsage {
  readonly index: number;
  readonly uuid: string;
  /** From 0 to 100. */
  readonly percent: number;
  /** Bytes. */
  readonly memory: number;
  readonly watts: number;
}

const SECONDS = 5;
const QUERY = ['--query-gpu=index,uuid,utilization.gpu,memory.used,power.draw', '--format=csv,noheader,nounits'];

/**
 * The devices of this host as `nvidia-smi` tells of them, every five seconds, where there is that program. It is started once and goes
 * on: starting it takes longer than all that it says.
 */
export class Gpus {
  readonly #latest = new Map<number, GpuUsage>();
  #teller: ChildProcess | null = null;
  #isNone = false;

  /** What was told last; empty at first, and where there are none. Starts the telling. */
  now(): readonly GpuUsage[] {
    if (this.#teller === null && !this.#isNone) this.#start();
    return [...this.#latest.values()];
  }

  #start(): void {
    if (!isOnPath('nvidia-smi')) {
      this.#isNone = true;
      return;
    }
    const teller = spawn('nvidia-smi', [...QUERY, '-l', String(SECONDS)], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    teller.on('error', () => (this.#isNone = true));
    teller.on('exit', () => (this.#isNone ||= this.#teller === teller)); // by itself: there is nothing to be told
    teller.stdout.on('data', (piece) => {
      const lines = `${text}${String(piece)}`.split('\n');
      text = lines.pop()!.slice(0, 1000);
      for (const line of lines) this.#take(line);
    });
    teller.unref();
    (teller.stdout as unknown as { unref(): void }).unref();
    this.#teller = teller;
  }

  #take(line: string): void {
    const [index, uuid, percent, mebibytes, watts] = line.split(',').map((part) => part.trim());
    if (uuid === undefined || !/^\d+$/.test(index!)) return;
    this.#latest.set(Number(index), {
      index: Number(index),
      uuid,
      percent: numberOf(percent),
      memory: numberOf(mebibytes) * 2 ** 20,
      watts: numberOf(watts),
    });
  }

  /** Ends the telling. */
  rest(): void {
    const teller = this.#teller;
    this.#teller = null;
    this.#latest.clear();
    teller?.kill();
  }
}

const numberOf = (text: string | undefined): number => (text === undefined || text === '' ? Number.NaN : Number(text));

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

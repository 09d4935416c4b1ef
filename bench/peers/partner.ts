import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { recorder, type Run, type RunPlan } from '../harness/run.ts';
import { activeOf, type Params, type Task } from '../harness/task.ts';
import { Pipe } from './pipe.ts';

/** The Python environment of the peers; `npm run bench` makes it where a peer is asked for. */
export const PYTHON = '.cache/bench/venv/bin/python';

/** Peers that every quality row is measured against. */
export const PEER_NAMES = ['optuna-tpe', 'nevergrad', 'hyperopt', 'rustuna'] as const;

/** Those, and slower ones for a look by name: what `search.py` knows. */
const KNOWN = [...PEER_NAMES, 'optuna-gp', 'optuna-nsga2', 'optuna-cma'] as const;

/** @throws where `search.py` knows no such peer */
export function checkPeer(name: string): void {
  if (!(KNOWN as readonly string[]).includes(name))
    throw new Error(`No peer is called ${name}; there are ${KNOWN.join(', ')}.`);
}

/** Is the environment there? */
export function hasPartners(): boolean {
  return existsSync(PYTHON);
}

/** Names what a peer's runs depend on: its packages' versions and our side of the protocol. */
export function partnerHash(): string {
  const hash = createHash('sha256');
  for (const file of ['bench/peers/requirements.txt', 'bench/peers/search.py']) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

interface Answer {
  readonly points: readonly Params[];
  readonly ms: number;
}

/** An optimiser in Python, asking us for values over a pipe; good for many searches, one after the other. */
export class Partner {
  readonly #pipe: Pipe;
  #greeted = false;
  readonly #peer: string;

  constructor(peer: string) {
    this.#peer = peer;
    this.#pipe = new Pipe(PYTHON, 'search.py', [peer]);
  }

  /** One search on a task. */
  async run(task: Task, { seed, trials, batch = 1 }: RunPlan): Promise<Run> {
    if (!this.#greeted) await this.#pipe.next(); // its name and version
    this.#greeted = true;
    const instance = task.instance(seed);
    const { params, objectives = 1, constraints } = instance;
    for (const { kind } of params)
      if (kind !== 'float' && kind !== 'int' && kind !== 'categorical')
        throw new Error(`${this.#peer} knows no ${kind}.`);
    const record = recorder(instance);
    this.#pipe.say({ params, seed, trials, batch, objectives, constraints: constraints === undefined ? 0 : 1 });
    for (;;) {
      const { points, ms } = await this.#pipe.next<Answer>();
      if (points.length === 0) return record.run();
      for (let i = 0; i < points.length; i++) record.spent(ms / points.length);
      const told = points.map((point) => {
        const found = record.take(activeOf(params, point));
        return found === null || found.values.some((value) => !Number.isFinite(value))
          ? null
          : { values: found.values, constraints: found.constraints ?? [] };
      });
      record.recommendBest();
      this.#pipe.say({ told });
    }
  }

  close(): void {
    this.#pipe.close();
  }
}

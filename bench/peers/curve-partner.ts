import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CurvePlan, Search } from '../harness/curve-run.ts';
import type { Params } from '../harness/task.ts';
import type { CurveTask } from '../tasks/curves.ts';
import { PYTHON } from './partner.ts';
import { Pipe } from './pipe.ts';

/** Pairs of sampler and pruner that `curves.py` knows. */
export const CURVE_PEERS = ['optuna-tpe-hyperband', 'optuna-tpe-median', 'optuna-random'] as const;

/** Names what a peer's runs depend on: its packages' versions and our side of the protocol. */
export function curvePartnerHash(): string {
  const hash = createHash('sha256');
  for (const file of ['bench/peers/requirements.txt', 'bench/peers/curves.py']) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** A sampler and a pruner in Python, asking us for the values of epochs over a pipe; for one search. */
export class CurvePartner {
  readonly #pipe: Pipe;

  /** @throws where `curves.py` knows no such peer */
  constructor(peer: string) {
    if (!(CURVE_PEERS as readonly string[]).includes(peer))
      throw new Error(`No peer is called ${peer}; there are ${CURVE_PEERS.join(', ')}.`);
    this.#pipe = new Pipe(PYTHON, 'curves.py', [peer]);
  }

  /** It has no say about time, and ends when it is asked nothing more. */
  async search({ params, epochs, seedOffset }: CurveTask, { seed, trials }: CurvePlan): Promise<Search> {
    const pipe = this.#pipe;
    let ms = 0;
    let asked = 0;
    const answer = async <T>(message: unknown): Promise<T> => {
      pipe.say(message);
      const reply = await pipe.next<T & { readonly ms: number }>();
      ms += reply.ms;
      return reply;
    };
    await answer({ start: { params, epochs, seed: seed + seedOffset } });
    return {
      get ms() {
        return ms;
      },
      async ask() {
        if (trials !== null && asked++ >= trials) return null;
        const { trial, params: chosen } = await answer<{ trial: number; params: Params }>({ ask: true });
        return { trial, params: chosen, from: 0 };
      },
      async report(trial, value, epoch) {
        const { prune } = await answer<{ prune: boolean }>({ report: [trial, finite(value), epoch] });
        return prune ? 'stop' : 'continue';
      },
      async end(trial, value) {
        if (value !== null) await answer({ report: [trial, finite(value), epochs], last: true });
        await answer({ tell: [trial, value] });
      },
    };
  }

  close(): void {
    this.#pipe.close();
  }
}

/** JSON knows no NaN. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

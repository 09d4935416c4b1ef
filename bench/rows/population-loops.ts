import { createStudy, float, space } from 'vernier';
import { cmaEs, nsga2, type Sampler, tpe } from 'vernier/samplers';
import { collectGarbage, median, type Row } from '../measurement.ts';
import { pythonLine } from '../peers/python.ts';
import { bowl } from './loop.ts';

interface Loop {
  readonly name: string;
  readonly total: number;
}

/** Studies of each, the peer in between, so that both see the same machine; the first two are compiled while they run. */
const ROUNDS = 5;
const DIMENSIONS = 40;

/** CMA-ES over ten thousand trials. */
export const cmaLoop = wholeLoop('cma-10k-40', 'cmaEs', cmaEs, ['loop', 'cma'], 10_000, 1);
/** NSGA-II over ten thousand trials. */
export const nsga2Loop = wholeLoop('nsga2-10k-40', 'nsga2', nsga2, ['loop2', 'nsga2'], 10_000, 0.85);
/** TPE with two objectives over a thousand trials. */
export const motpeLoop = wholeLoop('motpe-1000-40', 'tpe', tpe, ['loop2', 'tpe'], 1000, 4);

function wholeLoop(
  id: string,
  name: string,
  create: () => Sampler,
  [what, peerSampler]: readonly [what: 'loop' | 'loop2', sampler: string],
  trials: number,
  atMost: number,
): Row {
  const objectives = what === 'loop' ? 1 : 2;
  return {
    id,
    what: `${name}, ${objectives === 1 ? 'one objective' : 'two objectives'}, ${trials} trials × ${DIMENSIONS} floats, memory, the whole loop: median of ${ROUNDS}; no slower than Rustuna`,
    unit: 's',
    limit: { atMost },
    whenBusy: { peer: 'rustuna', ratio: 1 },
    async measure({ seed, progress }) {
      const times: number[] = [];
      const peers: Loop[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        times.push(await seconds(create(), objectives, trials, seed + round));
        progress(`${id}: ${times.at(-1)!.toFixed(2)} s, now Rustuna`);
        const peer = await pythonLine<Loop>('overhead.py', [
          what,
          'rustuna',
          peerSampler,
          trials,
          DIMENSIONS,
          seed + round,
        ]);
        if (peer !== null) peers.push(peer);
      }
      const value = median(times);
      const theirs = median(peers.map(({ total }) => total / 1000));
      return {
        value,
        peers: peers.length === 0 ? [] : [{ name: peers[0]!.name, value: theirs }],
        holds: peers.length === 0 || value <= theirs,
        detail: { times },
      };
    },
  };
}

async function seconds(sampler: Sampler, objectives: number, trials: number, seed: number): Promise<number> {
  const searched = space(Object.fromEntries(Array.from({ length: DIMENSIONS }, (_, i) => [`x${i}`, float(0, 1)])));
  const study = await createStudy({
    space: searched,
    seed,
    sampler,
    ...(objectives === 1 ? {} : { objectives: { near: 'minimize', far: 'minimize' } as const }),
  });
  collectGarbage();
  const began = performance.now();
  for (let i = 0; i < trials; i++) {
    const trial = await study.ask();
    const near = bowl(trial.params);
    await study.tell(trial, objectives === 1 ? near : [near, away(trial.params)]);
  }
  return (performance.now() - began) / 1000;
}

/** Σ (x − 0.7)², the peers' second objective. */
function away(params: Readonly<Record<string, unknown>>): number {
  let total = 0;
  for (const key in params) total += ((params[key] as number) - 0.7) ** 2;
  return total;
}

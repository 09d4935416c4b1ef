import { random } from 'vernier/samplers';
import { collectGarbage, median, type Row } from '../measurement.ts';
import { pythonLine } from '../peers/python.ts';
import { floatsStudy } from './loop.ts';

const FEW = 1_000;
const MANY = 100_000;
/** Trials of a study that is thrown away first: what is measured is compiled code. */
const WARM = 20_000;
/** Times within this factor count as equal: what two runs of the same thing differ by. */
const FLAT = 1.5;

/** Overhead of a trial with 10 parameters. */
export const loopRandom10 = loopRandom(10, 0.04);
/** Overhead of a trial with 40 parameters. */
export const loopRandom40 = loopRandom(40, 0.08);

function loopRandom(dimensions: number, atMost: number): Row {
  return {
    id: `loop-random-${dimensions}`,
    what: `random sampler, ${dimensions} floats, memory: ask + tell of one trial, in a process that is warm, the worse of 1,000 and 100,000 trials`,
    unit: 'ms',
    limit: { atMost },
    whenBusy: { peer: 'rustuna', ratio: dimensions === 10 ? 4 : 2 },
    async measure({ seed }) {
      await perTrial(dimensions, seed, WARM); // the compiler's time is the process's, not the trials'
      const few = await perTrial(dimensions, seed, FEW);
      const many = await perTrial(dimensions, seed, MANY);
      const peer = await pythonLine<{ name: string; last: number }>('overhead.py', [
        'loop',
        'rustuna',
        'random',
        10_000,
        dimensions,
        seed,
      ]);
      return {
        value: Math.max(few, many),
        peers: peer === null ? [] : [{ name: peer.name, value: peer.last }],
        holds: many <= FLAT * few,
        detail: { at1000: few, at100000: many },
      };
    },
  };
}

/** Milliseconds of one trial once `size` trials are there: median of ten batches of 200. */
async function perTrial(dimensions: number, seed: number, size: number): Promise<number> {
  const { one } = await floatsStudy(dimensions, seed, random());
  for (let i = 0; i < size; i++) await one();
  collectGarbage();
  const times: number[] = [];
  for (let batch = 0; batch < 10; batch++) {
    const began = performance.now();
    for (let k = 0; k < 200; k++) await one();
    times.push((performance.now() - began) / 200);
  }
  return median(times);
}

import { tpe } from 'vernier/samplers';
import { collectGarbage, median, type Peer, type Row } from '../measurement.ts';
import { pythonLine } from '../peers/python.ts';
import { floatsStudy } from './loop.ts';

interface Loop {
  readonly name: string;
  readonly total: number;
}
interface Ask {
  readonly name: string;
  readonly median: number;
}

/** Ask and tell of `tpe` when 1,000 trials are there. */
export const ask: Row = {
  id: 'tpe-ask-1000x10',
  what: 'tpe with shipped settings, 10 floats, memory: ask + tell of one trial after 1,000, median of 200',
  unit: 'ms',
  limit: { atMost: 1 },
  whenBusy: { peer: 'optuna', ratio: 1 / 18 },
  async measure({ seed }) {
    const { one } = await floatsStudy(10, seed, tpe());
    for (let i = 0; i < 1000; i++) await one();
    collectGarbage();
    const times: number[] = [];
    for (let i = 0; i < 200; i++) times.push((await one()).reduce((a, b) => a + b));
    const peer = await pythonLine<Ask>('overhead.py', ['ask', 'optuna', 'tpe', 1000, 10, seed, 40]);
    return {
      value: median(times),
      peers: peer === null ? [] : [{ name: peer.name, value: peer.median }],
      detail: { worst: Math.max(...times) },
    };
  },
};

/** A whole study of 1,000 trials and 40 parameters. */
export const loop: Row = {
  id: 'tpe-loop-1000x40',
  what: 'tpe with shipped settings, 1,000 trials × 40 floats, memory, the whole loop: median of 3',
  unit: 's',
  limit: { atMost: 1.5 },
  whenBusy: { peer: 'rustuna', ratio: 1 },
  async measure({ seed, progress }) {
    const times: number[] = [];
    const rust: Loop[] = [];
    for (let round = 0; round < 3; round++) {
      const { one } = await floatsStudy(40, seed + round, tpe());
      collectGarbage();
      const began = performance.now();
      for (let i = 0; i < 1000; i++) await one();
      times.push((performance.now() - began) / 1000);
      // The peer in between, so that both see the same machine.
      const peer = await pythonLine<Loop>('overhead.py', ['loop', 'rustuna', 'tpe', 1000, 40, seed + round]);
      if (peer !== null) rust.push(peer);
    }
    progress('Optuna now, which takes about a minute');
    const optuna = await pythonLine<Loop>('overhead.py', ['loop', 'optuna', 'tpe', 1000, 40, seed]);
    const peers: Peer[] = [];
    if (rust.length > 0) peers.push({ name: rust[0]!.name, value: median(rust.map((run) => run.total / 1000)) });
    if (optuna !== null) peers.push({ name: optuna.name, value: optuna.total / 1000 });
    const value = median(times);
    return { value, peers, holds: rust.length === 0 || value <= peers[0]!.value, detail: { times } };
  },
};

/** What it costs to take in a result when 10,000 are there. */
export const tell: Row = {
  id: 'tpe-tell-10000x10',
  what: 'tpe with shipped settings, 10 floats, memory: tell of one trial after 10,000, median of 200',
  unit: 'ms',
  limit: { atMost: 0.2 },
  async measure({ seed }) {
    const { one } = await floatsStudy(10, seed, tpe());
    for (let i = 0; i < 10_000; i++) await one();
    collectGarbage();
    const times: number[] = [];
    for (let i = 0; i < 200; i++) times.push((await one())[1]);
    return { value: median(times), detail: { worst: Math.max(...times) } };
  },
};

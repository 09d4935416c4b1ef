import { createStudy, float, type HistoryView, type SearchSpace, space } from 'vernier';
import { importance as importanceOf, type ImportanceMethod } from 'vernier/analysis';
import { random } from 'vernier/samplers';
import { memory } from 'vernier/storage';
import { collectGarbage, type Row } from '../measurement.ts';
import { pythonLine } from '../peers/python.ts';

const TRIALS = 1000;
const PARAMS = 10;
/** The median of so many calls; the first one, which compiles, is among them. */
const CALLS = 5;

/** What the default importance costs, intervals and all. */
export const pedAnova = row('importance-1000x10', 'ped-anova', { atMost: 200 }, 2);

/** What an importance of shares of variance costs, with pairs and intervals. */
export const fanova = row('importance-fanova-1000x10', 'fanova', { atMost: 3000 }, 0.1);

function row(id: string, method: ImportanceMethod, limit: Row['limit'], ratio: number): Row {
  return {
    id,
    what: `importance by ${method} of ${PARAMS} parameters from ${TRIALS} trials, with intervals${method === 'fanova' ? ' and pairs' : ''}: median of ${CALLS} calls; the peer without intervals${method === 'fanova' ? ' and pairs' : ''}`,
    unit: 'ms',
    limit,
    whenBusy: { peer: `optuna 5.0.0 ${method}`, ratio },
    async measure({ seed, progress }) {
      const searched = space(Object.fromEntries(Array.from({ length: PARAMS }, (_, i) => [`x${i}`, float(0, 1)])));
      const history = await historyOf(searched, seed);
      const times: number[] = [];
      for (let call = 0; call < CALLS; call++) {
        collectGarbage();
        const began = performance.now();
        importanceOf(history, searched, { method });
        times.push(performance.now() - began);
        progress(`${method}: ${times.at(-1)!.toFixed(0)} ms`);
      }
      const theirs = await pythonLine<Record<string, number>>('importance.py', [method, TRIALS, PARAMS, seed]);
      return {
        value: times.toSorted((a, b) => a - b)[Math.floor(CALLS / 2)]!,
        peers: Object.entries(theirs ?? {}).map(([name, value]) => ({ name, value })),
        detail: { times },
      };
    },
  };
}

async function historyOf(searched: SearchSpace, seed: number): Promise<HistoryView> {
  const study = await createStudy({ space: searched, sampler: random(), storage: memory(), seed });
  await study.optimize(
    (params) => {
      const x = Object.values(params) as number[];
      return x.reduce((sum, value, i) => sum + (value - 0.3) ** 2 / (1 + i), 0) + x[0]! * x[1]!;
    },
    { trials: TRIALS },
  );
  return study.history;
}

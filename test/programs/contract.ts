import { TrialPruned } from '../../src/errors.ts';
import type { ContractBehaviour } from '../../src/testing/executor-contract.ts';
import type { Trial } from '../../src/study/trial.ts';

type Params = { readonly does: ContractBehaviour };

/** The objective function of the executor contract, in TypeScript. */
export default async function objective(params: Params, trial: Trial): Promise<number | Record<string, number>> {
  switch (params.does) {
    case 'echo':
      trial.setAttribute('params', params);
      return 1;
    case 'report':
      for (let step = 1; step <= 5; step++) {
        await trial.report({ loss: 1 / step, twice: 2 / step }, step);
        if (trial.shouldPrune()) throw new TrialPruned();
      }
      return { loss: 0.2 };
    case 'odd':
      await trial.report({ loss: Number.NaN }, 1);
      await trial.report({ loss: Number.POSITIVE_INFINITY }, 2);
      return 0;
    case 'throw':
      throw new Error('no such luck');
    case 'say':
      trial.setConstraint('size', -1);
      trial.setAttribute('note', { deep: [1, null] });
      trial.setCheckpoint('/tmp/there');
      return 0;
    case 'suggest': {
      const x = trial.suggestFloat('x', 0, 1);
      trial.setAttribute('got', [
        x,
        trial.suggestInt('n', 1, 8, { log: true }),
        trial.suggestCategorical('c', ['a', null, true]),
      ]);
      return x;
    }
    case 'resume':
      trial.setAttribute('resume', [trial.until, trial.resume?.step ?? null, trial.resume?.checkpoint ?? null]);
      return 0;
    case 'wait':
      await waited(trial.signal, 60_000);
      return 0;
  }
}

/** Rejects where the trial is told to end first. */
function waited(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new Error('told to end'));
    if (signal.aborted) return end();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      end();
    });
  });
}

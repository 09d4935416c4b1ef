import { VernierError } from '../errors.ts';
import { nearest } from '../space/names.ts';

/** What the default export of a script may hold. */
const SCRIPT_KEYS: readonly string[] = [
  'name',
  'description',
  'space',
  'objective',
  'objectives',
  'direction',
  'target',
  'sampler',
  'pruner',
  'judgeBy',
  'fidelity',
  'start',
  'lowCost',
  'transfer',
  'seed',
  'duplicates',
  'storage',
  'durability',
  'trials',
  'seconds',
  'computeSeconds',
  'cost',
  'maxCost',
  'noImprovement',
  'whenGainPerHourBelow',
  'finishRunning',
  'confirm',
  'concurrency',
  'notify',
];

/** @throws `config-invalid` for a default export with a key that nobody knows, or without an objective function */
export function checkScript(file: string, script: { readonly objective?: unknown }): void {
  const unknown = Object.keys(script).find((key) => !SCRIPT_KEYS.includes(key));
  const near = unknown === undefined ? null : nearest(unknown, SCRIPT_KEYS);
  if (unknown !== undefined)
    throw new VernierError('config-invalid', `${file} exports the key "${unknown}", which is not known.`, {
      details: { file },
      hint: near === null ? `Known keys: ${SCRIPT_KEYS.join(', ')}.` : `Did you mean "${near}"?`,
    });
  if (typeof script.objective !== 'function')
    throw new VernierError('config-invalid', `${file} exports no objective function.`, {
      details: { file },
      hint: 'Add objective: (params, trial) => …, which gives the value of one trial.',
    });
}

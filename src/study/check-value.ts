import { VernierError } from '../errors.ts';

/** That an option is not what it should be. */
export const wrong = (name: string, found: unknown, expected: string): VernierError =>
  new VernierError(
    'config-invalid',
    `${name} is ${typeof found === 'number' ? found : JSON.stringify(found)}; expected ${expected}.`,
    { details: { name } },
  );

/** @throws `config-invalid` for what is neither left out, nor a whole number of at least `least` (nor infinite) */
export function checkWhole(name: string, value: number | undefined, least: number): void {
  if (value !== undefined && !(value >= least && (Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY)))
    throw wrong(name, value, `a whole number of at least ${least}`);
}

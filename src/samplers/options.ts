import { VernierError } from '../errors.ts';

/** What an option may be: a test, and the same in words. */
export interface Rule {
  allows(value: unknown): boolean;
  readonly expected: string;
}

/** A whole number in a range. */
export const whole = (least: number, most: number): Rule => ({
  allows: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  expected: `a whole number from ${least} to ${most}`,
});

/** One of a few values. */
export const oneOf = (...values: readonly (string | boolean)[]): Rule => ({
  allows: (value) => (values as readonly unknown[]).includes(value),
  expected: values.map((value) => JSON.stringify(value)).join(' or '),
});

/** The same, or null. */
export const orNull = ({ allows, expected }: Rule): Rule => ({
  allows: (value) => value === null || allows(value),
  expected: `${expected}, or null`,
});

/** Options of a sampler that has none: there is one thing to give, nothing. */
export type NoOptions = Readonly<Record<string, never>>;

/** @throws `parameter-invalid` for what is no option, and for values that an option cannot have; undefined stands for the default */
export function checkOptions(sampler: string, options: unknown, rules: Readonly<Record<string, Rule>>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw refusal(
      `${sampler}: its options are ${Array.isArray(options) ? 'a list' : String(options)}; expected an object.`,
      'Leave them out for the defaults.',
    );
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) {
      const names = Object.keys(rules);
      throw refusal(
        `${sampler} has no option "${name}".`,
        names.length === 0 ? 'It has none.' : `Its options are ${names.join(', ').replace(/, (\w+)$/, ' and $1')}.`,
      );
    }
    const { allows, expected } = rules[name]!;
    if (value !== undefined && !allows(value))
      throw refusal(
        `${sampler}: ${name} is ${typeof value === 'number' ? value : JSON.stringify(value)}; expected ${expected}.`,
        'Correct it, or leave it out for the default.',
      );
  }
}

const refusal = (message: string, hint: string): VernierError =>
  new VernierError('parameter-invalid', message, { hint });

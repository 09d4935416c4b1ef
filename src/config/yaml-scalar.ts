import type { Choice } from '../space/distribution.ts';

/** A plain scalar as read, and how YAML 1.1 programs (W&B among them) read it where that differs; null = alike. */
export interface ReadScalar {
  readonly value: Choice;
  readonly elsewhere: string | null;
}

const WHOLE = /^[-+]?[0-9][0-9_]*$/;
const REAL = /^[-+]?(?:[0-9][0-9_]*)?\.?[0-9_]*(?:[eE][-+]?[0-9]+)?$/;
/** What YAML 1.1 takes for a real number: a point, and a sign in the exponent. */
const REAL_1_1 = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/;

/**
 * The value of a scalar without quotes: the number or word that a person means.
 *
 * `1e-4`, `3e6` and `1_000` are numbers, `010` is ten, `on` and `no` are words, `true` and `false` booleans.
 */
export function readScalar(source: string): ReadScalar {
  if (/^(?:|~|null|Null|NULL)$/.test(source)) return alike(null);
  if (/^(?:true|True|TRUE)$/.test(source)) return alike(true);
  if (/^(?:false|False|FALSE)$/.test(source)) return alike(false);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return alike(source.startsWith('-') ? -Infinity : Infinity);
  if (/^\.(?:nan|NaN|NAN)$/.test(source)) return alike(Number.NaN);
  if (/^0x[0-9a-fA-F_]+$/.test(source)) return alike(Number(source.replaceAll('_', '')));
  if (/^0o[0-7]+$/.test(source)) return differs(Number(source), 'text');
  if (/^(?:yes|no|on|off|y|n)$/i.test(source)) return word(source);
  if (WHOLE.test(source)) return whole(source);
  if (REAL.test(source) && /[0-9]/.test(source)) return real(source);
  return odd(source);
}

const alike = (value: Choice): ReadScalar => ({ value, elsewhere: null });
const differs = (value: Choice, elsewhere: string): ReadScalar => ({ value, elsewhere });

/** YAML 1.1 has more booleans; PyYAML leaves `y` and `n` alone. */
function word(source: string): ReadScalar {
  return source.length === 1 ? alike(source) : differs(source, /^(?:yes|on)$/i.test(source) ? 'true' : 'false');
}

function whole(source: string): ReadScalar {
  const digits = source.replaceAll('_', '');
  const value = Number(digits);
  const octal = /^[-+]?0[0-7]+$/.test(digits);
  return octal ? differs(value, `${Number.parseInt(digits, 8)}, an octal number`) : alike(value);
}

function real(source: string): ReadScalar {
  const value = Number(source.replaceAll('_', ''));
  if (Number.isNaN(value)) return alike(source);
  return REAL_1_1.test(source) ? alike(value) : differs(value, 'text');
}

/** Texts that YAML 1.1 takes for times and dates. */
function odd(source: string): ReadScalar {
  if (/^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(source)) return differs(source, 'a number in base 60');
  if (/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$/.test(source)) return differs(source, 'a date');
  return alike(source);
}

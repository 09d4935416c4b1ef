import { VernierError } from '../../errors.ts';
import { bare, type Json } from '../../history/record.ts';

/** Lists and objects may be nested so deep; Python's reader gives up at about a thousand. */
const DEEPEST = 200;

/**
 * A copy of a value as JSON has it, so that what is said of a trial does not change afterwards. NaN and infinities stay.
 *
 * @param what  what the value is of, for the error: `Attribute "note"`
 * @throws `values-invalid` for what is not JSON: functions, maps, big integers, cycles …
 */
export function plainJson(what: string, value: unknown): Json {
  return copied(what, value, DEEPEST);
}

function copied(what: string, value: unknown, depth: number): Json {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Json;
  if (depth === 0) throw unfit(what, `nested more than ${DEEPEST} deep, or contains itself`);
  if (typeof value !== 'object') throw unfit(what, value === undefined ? 'undefined' : `a ${typeof value}`);
  if ('toJSON' in value && typeof value.toJSON === 'function') return copied(what, value.toJSON(), depth - 1);
  if (Array.isArray(value)) return Array.from(value, (item) => copied(what, item, depth - 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm have an Object.prototype of their own, whose prototype is null, too.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw unfit(what, `a ${(value as object).constructor.name}`);
  const made = bare<Json>();
  for (const [key, item] of Object.entries(value)) if (item !== undefined) made[key] = copied(what, item, depth - 1);
  return made;
}

function unfit(what: string, found: string): VernierError {
  return new VernierError('values-invalid', `${what} is no JSON: it is ${found}.`, {
    hint: 'Give numbers, texts, true, false, null, or lists and plain objects of these.',
  });
}

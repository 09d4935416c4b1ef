import type { Json } from '../../history/record.ts';

/**
 * A value as Python's `json.dumps` writes it: ASCII only, `", "` and `": "`, bare `NaN` and `±Infinity`.
 *
 * Whole numbers within ±2^53 become Python ints, all others floats: beyond that a JavaScript number is no exact integer.
 * Read it back with `jsonValue` (history/texts.ts).
 */
export function pythonJson(value: Json): string {
  switch (typeof value) {
    case 'string':
      return pythonString(value);
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : pythonFloat(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value === null || value === undefined) return 'null';
      if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
      return `{${pairs(value as Readonly<Record<string, Json>>).join(', ')}}`;
  }
}

function pairs(object: Readonly<Record<string, Json>>): string[] {
  const texts: string[] = [];
  for (const key of Object.keys(object))
    if (object[key] !== undefined) texts.push(`${pythonString(key)}: ${pythonJson(object[key]!)}`);
  return texts;
}

function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A float as Python's `repr` writes it: always with a point or an exponent, so that Python reads a float again. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value); // NaN, Infinity, -Infinity: Python's tokens too
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16)
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const text = String(value); // in this range JavaScript writes no exponent either
  return text.includes('.') ? text : `${text}.0`;
}

import { VernierError } from '../../errors.ts';
import { bare, type Json } from '../../history/record.ts';
import { categorical, type Distribution, float, int, ordinal } from '../../space/distribution.ts';

/** What one line of a program says: `vernier {"step": 3, "loss": 0.41}`. One line may say several things. */
export interface ProgramMessage {
  /** Set where the program waits for an answer on the pipe, which repeats it. */
  readonly id: number | null;
  /** null = not a report: `score` is then the final one. */
  readonly step: number | null;
  /** Numbers by name; null = the line holds none. */
  readonly score: Readonly<Record<string, number>> | null;
  readonly constraints: Readonly<Record<string, number>>;
  readonly attributes: Readonly<Record<string, Json>>;
  readonly checkpoint: string | null;
  /** Step of the state that was saved; null = that of the line, or of the last report. */
  readonly checkpointStep: number | null;
  /** What is asked for, as it stands in the line; `suggestionOf` reads it. */
  readonly suggest: Readonly<Record<string, Json>> | null;
}

/** How a line that is meant for Vernier begins. All other lines are the program's own output. */
export const PREFIX = 'vernier {';

/** Longest line that is read; the rest of a longer one is dropped. Bytes. */
export const LONGEST_LINE = 1 << 20;

/**
 * Reads one line's JSON, the word `vernier` left out.
 *
 * NaN, Infinity and -Infinity are numbers, bare (as Python prints them) or in quotes; so is null (as JavaScript prints
 * NaN).
 *
 * @throws `objective-failed` for what is no JSON object, a value that is no number, a step that is no whole number ≥ 0;
 * the message quotes the line
 */
export function parseMessage(text: string): ProgramMessage {
  const said = parsed(text);
  const { id, step, constraint, attribute, checkpoint, checkpoint_step: saved, suggest, ...numbers } = said;
  for (const [key, value] of Object.entries({ step, checkpoint_step: saved }))
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= 0))
      throw unfit(text, `"${key}" is ${JSON.stringify(value)}; expected a whole number from 0 on`);
  if (id !== undefined && typeof id !== 'number') throw unfit(text, `"id" is ${JSON.stringify(id)}; expected a number`);
  const score = numbersOf(text, numbers);
  return {
    id: id ?? null,
    step: (step as number | undefined) ?? null,
    score: Object.keys(score).length === 0 ? null : score,
    constraints: numbersOf(text, objectOf(text, 'constraint', constraint)),
    attributes: objectOf(text, 'attribute', attribute),
    checkpoint: textOf(text, 'checkpoint', checkpoint),
    checkpointStep: (saved as number | undefined) ?? null,
    suggest: suggest === undefined ? null : objectOf(text, 'suggest', suggest),
  };
}

/**
 * The report that a caught text makes, or the error that names it.
 *
 * @throws `objective-failed` for a text that is no number, or a step that is no whole number
 */
export function caughtMessage(name: string, text: string, step: number): ProgramMessage {
  const value = numberIn(text);
  if (value === null) throw unfit(text, `where the pattern for "${name}" expects a number`);
  if (!Number.isSafeInteger(step) || step < 0)
    throw unfit(text, `and the pattern for "step" caught ${step}; expected a whole number from 0 on`);
  const score = bare<number>();
  score[name] = value;
  return {
    id: null,
    step,
    score,
    constraints: {},
    attributes: {},
    checkpoint: null,
    checkpointStep: null,
    suggest: null,
  };
}

/** A parameter that a program asks for. */
export interface Suggestion {
  readonly name: string;
  readonly distribution: Distribution;
}

/**
 * Reads what stands under `suggest`.
 *
 * @throws `objective-failed` for a question without a name or of no known type, `space-invalid` for wrong bounds
 */
export function suggestionOf(asked: Readonly<Record<string, Json>>): Suggestion {
  const { name, type, low, high, log, step, choices, ordered } = asked;
  const text = JSON.stringify(asked);
  if (typeof name !== 'string') throw unfit(text, `"suggest" needs a "name"`);
  const options = { ...(log === true ? { log } : {}), ...(typeof step === 'number' ? { step } : {}) };
  switch (type) {
    case 'float':
      return { name, distribution: float(low as number, high as number, options) };
    case 'int':
      return { name, distribution: int(low as number, high as number, options) };
    case 'categorical': {
      if (!Array.isArray(choices) || choices.some((choice) => typeof choice === 'object' && choice !== null))
        throw unfit(
          text,
          `"choices" is ${JSON.stringify(choices)}; expected a list of numbers, texts, true, false, null`,
        );
      return { name, distribution: (ordered === true ? ordinal : categorical)(choices as string[]) };
    }
    default:
      throw unfit(text, `"type" is ${JSON.stringify(type)}; expected "float", "int" or "categorical"`);
  }
}

/** The number that a text says, in any language's words for NaN and infinity; null where it says none. */
export function numberIn(text: string): number | null {
  const word = /^([-+]?)(nan|inf(?:inity)?)$/i.exec(text.trim());
  if (word === null) return text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text);
  if (/^n/i.test(word[2]!)) return Number.NaN;
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/**
 * Parses JSON that may hold NaN, Infinity and -Infinity as numbers.
 *
 * @throws SyntaxError
 */
export function parseLoose(text: string): Json {
  if (!/NaN|Infinity/.test(text)) return JSON.parse(text) as Json;
  // Strings are matched first, unfinished ones too, so that a word inside one is left alone and the search stays linear.
  const marked = text.replace(/"(?:\\.|[^"\\])*"?|-?\bInfinity\b|\bNaN\b/g, (found) =>
    found.startsWith('"') ? found : `"\\u0000${found}"`,
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && /^\0(?:NaN|-?Infinity)$/.test(value) ? Number(value.slice(1)) : value,
  ) as Json;
}

/** The number that a value of a report stands for; null where it is none. */
export function numberOf(value: Json): number | null {
  if (typeof value === 'number') return value;
  if (value === null || value === 'NaN') return Number.NaN;
  return value === 'Infinity' || value === '-Infinity' ? Number(value) : null;
}

/** A line as an error message may quote it: at most 200 characters. */
export function quoted(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function parsed(text: string): Record<string, Json> {
  let value: Json;
  try {
    value = parseLoose(text);
  } catch {
    if (Buffer.byteLength(text) >= LONGEST_LINE - PREFIX.length)
      throw unfit(
        text,
        `a line of more than ${LONGEST_LINE >> 20} MiB, which is the longest that is read`,
        'Write large things to a file, and tell its name: vernier {"attribute": {"predictions": "out.npy"}}',
      );
    throw unfit(text, 'which is not JSON (a line cut off, or two written at once?)');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, Json>;
  throw unfit(text, 'which is not a JSON object');
}

function numbersOf(text: string, values: Readonly<Record<string, Json>>): Record<string, number> {
  const numbers = bare<number>();
  for (const name of Object.keys(values)) {
    const number = numberOf(values[name]!);
    if (number === null) throw unfit(text, `"${name}" is ${JSON.stringify(values[name])}; expected a number`);
    numbers[name] = number;
  }
  return numbers;
}

function objectOf(text: string, key: string, value: Json | undefined): Readonly<Record<string, Json>> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, Json>;
  throw unfit(text, `"${key}" is ${JSON.stringify(value)}; expected an object`);
}

function textOf(text: string, key: string, value: Json | undefined): string | null {
  if (value === undefined || typeof value === 'string') return value ?? null;
  throw unfit(text, `"${key}" is ${JSON.stringify(value)}; expected text`);
}

function unfit(
  text: string,
  why: string,
  hint = 'Print one JSON object of numbers a line, such as: vernier {"step": 3, "loss": 0.41}',
): VernierError {
  return new VernierError('objective-failed', `The program printed ${quoted(text)}, ${why}.`, { hint });
}

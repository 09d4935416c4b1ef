import { VernierError } from '../errors.ts';
import type { Direction } from '../history/record.ts';
import { numberIn } from '../node/executors/report-line.ts';
import type { Data } from '../space/file-tree.ts';
import { nearest } from '../space/names.ts';
import { isNumeric } from '../wire/csv-line.ts';

/** What a table of results says of a study: guessed, for a person to confirm. */
export interface Guess {
  readonly objectives: Readonly<Record<string, Direction>>;
  /** In the form of a config file. */
  readonly parameters: Readonly<Record<string, Data>>;
  /** Columns left aside, and why. */
  readonly left: Readonly<Record<string, string>>;
  readonly trials: readonly GuessedTrial[];
}

/** One row of the table. */
export interface GuessedTrial {
  readonly params: Readonly<Record<string, string | number | boolean>>;
  /** null = the row has none: the trial counts as failed. */
  readonly score: Readonly<Record<string, number>> | null;
}

const SMALLER =
  /^(?:val(?:idation)?[_/ ])?(?:loss|error|err|rmse|mse|mae|logloss|log_loss|cost|regret|time|latency|perplexity|value|objective)$/i;
const LARGER = /^(?:val(?:idation)?[_/ ])?(?:acc|accuracy|score|f1|auc|r2|reward|precision|recall)$/i;
const BOOKKEEPING =
  /^(?:number|trial|trial_id|id|index|run|run_id|state|status|seconds|duration|started|finished|datetime_.*|name|)$/i;
const UNFINISHED = /^(?:pruned|fail(?:ed)?|running|waiting|paused)$/i;
const OTHER = /^(?:metrics|constraints|attributes|user_attrs|system_attrs)[._]/;
const MOST_CHOICES = 50;

/**
 * Guesses a study from a table: which columns are objectives, which parameters, of what kind and range.
 *
 * @param wanted  objectives that were named; empty = to be guessed
 * @param ignored  columns that are neither objectives nor parameters
 * @throws `config-invalid` where no objective or no parameter can be found
 */
export function guessStudy(
  rows: readonly (readonly string[])[],
  wanted: Readonly<Record<string, Direction>>,
  ignored: readonly string[] = [],
): Guess {
  const [header, ...body] = rows;
  if (header === undefined || body.length === 0)
    throw unfit('The table has no rows below its header.', 'Give a header line, then one line a trial.');
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined) throw unfit(`The column "${twice}" is there twice.`, 'Rename one of them.');
  for (const name of ignored)
    if (!header.includes(name)) {
      const near = nearest(name, header);
      throw unfit(
        `The table has no column "${name}".`,
        near === null ? `It has ${header.join(', ')}.` : `Did you mean "${near}"?`,
      );
    }
  const column = (name: string): readonly string[] => body.map((row) => (row[header.indexOf(name)] ?? '').trim());
  const objectives = objectivesOf(
    header.filter((name) => !ignored.includes(name)),
    wanted,
    column,
  );
  const left: Record<string, string> = {};
  const parameters: Record<string, Data> = {};
  const prefixed = header.some((name) => /^params[._]/.test(name));
  const names = new Map<string, string>();
  for (const name of header) {
    if (Object.hasOwn(objectives, name)) continue;
    const why = ignored.includes(name) ? 'you said so' : leftWhy(name, prefixed, column(name));
    if (why !== null) {
      left[name] = why;
      continue;
    }
    const parameter = prefixed ? name.replace(/^params[._]/, '') : name;
    names.set(name, parameter);
    parameters[parameter] = kindOf(column(name));
  }
  if (names.size === 0)
    throw unfit('No column of the table can be a parameter: none varies.', `Columns: ${header.join(', ')}.`);
  return {
    objectives,
    parameters,
    left,
    trials: body.map((row) => trialOf(row, header, names, objectives, parameters)),
  };
}

function objectivesOf(
  header: readonly string[],
  wanted: Readonly<Record<string, Direction>>,
  column: (name: string) => readonly string[],
): Readonly<Record<string, Direction>> {
  for (const name of Object.keys(wanted)) {
    if (header.includes(name)) continue;
    const near = nearest(name, header);
    throw unfit(
      `The table has no column "${name}".`,
      near === null ? `Columns: ${header.join(', ')}.` : `Did you mean "${near}"?`,
    );
  }
  if (Object.keys(wanted).length > 0) return wanted;
  const numeric = (name: string): boolean => column(name).some(isNumeric);
  const smaller = header.find((name) => SMALLER.test(name) && numeric(name));
  const larger = header.find((name) => LARGER.test(name) && numeric(name));
  if (smaller !== undefined) return { [smaller]: 'minimize' };
  if (larger !== undefined) return { [larger]: 'maximize' };
  throw unfit(
    'No column of the table is called like a result (loss, error, accuracy …).',
    `Say which: --minimize NAME or --maximize NAME. Columns: ${header.join(', ')}.`,
  );
}

function leftWhy(name: string, prefixed: boolean, cells: readonly string[]): string | null {
  if (prefixed ? !/^params[._]/.test(name) : BOOKKEEPING.test(name) || OTHER.test(name)) return 'no parameter';
  if (name.includes('#')) return 'its name has a "#"';
  const values = new Set(cells.filter((cell) => cell !== ''));
  if (values.size === 0) return 'empty';
  if (values.size === 1) return `always ${[...values][0]}`;
  if (![...values].every(isNumeric) && values.size > MOST_CHOICES) return `${values.size} different texts`;
  return null;
}

/** Whole numbers, real numbers (logarithmic where they span more than two powers of ten), or choices. */
function kindOf(cells: readonly string[]): Data {
  const given = cells.filter((cell) => cell !== '');
  if (!given.every(isNumeric)) return { values: [...new Set(given)].sort().map(valueOf) };
  const numbers = given.map(Number);
  const min = numbers.reduce((least, number) => Math.min(least, number));
  const max = numbers.reduce((most, number) => Math.max(most, number));
  const log = min > 0 && max / min > 100;
  if (numbers.every(Number.isSafeInteger)) return { distribution: 'int_uniform', min, max, ...(log ? { log } : {}) };
  return log ? { distribution: 'log_uniform_values', min, max } : { distribution: 'uniform', min, max };
}

function valueOf(cell: string): string | number | boolean {
  if (/^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  return isNumeric(cell) ? Number(cell) : cell.replace(/^'(?=[=+\-@])/, '');
}

function trialOf(
  row: readonly string[],
  header: readonly string[],
  names: ReadonlyMap<string, string>,
  objectives: Readonly<Record<string, Direction>>,
  parameters: Readonly<Record<string, Data>>,
): GuessedTrial {
  const params: Record<string, string | number | boolean> = {};
  let score: Record<string, number> | null = {};
  header.forEach((name, i) => {
    const cell = (row[i] ?? '').trim();
    if (Object.hasOwn(objectives, name)) {
      const number = numberIn(cell);
      if (score !== null && number !== null && !Number.isNaN(number)) score[name] = number;
      else score = null;
    }
    // A value beside such a state is the last report, no result.
    if (name === 'state' && UNFINISHED.test(cell)) score = null;
    const parameter = names.get(name);
    if (parameter === undefined || cell === '') return;
    const isChoice = Object.hasOwn(parameters[parameter] as object, 'values');
    params[parameter] = isChoice ? valueOf(cell) : Number(cell);
  });
  return { params, score };
}

function unfit(message: string, hint: string): VernierError {
  return new VernierError('config-invalid', message, { hint });
}

import { delimiter, dirname, relative } from 'node:path';
import type { Budget } from '../config/budget.ts';
import { lengthWords } from '../study/limits/words.ts';
import type { StoppedBy } from '../study/study.ts';
import type { Spending } from './live/spending.ts';
import { safe } from './text.ts';

/** How this program was started, as far as it says how to start it again. */
export interface Started {
  /** `process.argv`: node, the program's path, and what was typed behind it. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** How this process was started. */
export const thisStart = (): Started => ({ argv: process.argv, env: process.env, cwd: process.cwd() });

/** What a person types for this program: `vernier` where a shell finds that, `npx vernier` in a clone or a project that has it. */
export function ownName({ argv, env }: Started): string {
  const folder = dirname(argv[1] ?? '');
  const isFound = (env['PATH'] ?? '').split(delimiter).includes(folder);
  return isFound && !/[\\/]node_modules[\\/]\.bin$/.test(folder) ? 'vernier' : 'npx vernier';
}

/** Commands on stored studies. */
const STORED =
  'studies|show|trials|best|forecast|doctor|chart|report|explain|importance|lineage|schedule|import|export|replay|serve|rm';

const COMMANDS = new RegExp(`\\bvernier (?:(init|run|token|user|help)|(${STORED}))\\b`, 'g');

/** A text of ours that names commands, so that they can be typed: with the storage where this program was told which. */
export function typable(text: string, started = thisStart()): string {
  const place = text.includes('--storage') ? [] : placeWords(started);
  return text.replace(COMMANDS, (_, other?: string, stored = '') =>
    [ownName(started), ...(other === undefined ? [stored, ...place] : [other])].join(' '),
  );
}

/** The option that names the storage, as it was given to this program; none where it was not. */
function placeWords({ argv }: Started): readonly string[] {
  const given = argv.slice(2);
  const own = given.includes('--') ? given.slice(0, given.indexOf('--')) : given;
  const at = own.findLastIndex((word) => word === '-s' || word === '--storage' || word.startsWith('--storage='));
  if (at < 0) return [];
  const address = own[at]!.startsWith('--storage=') ? own[at]!.slice('--storage='.length) : (own[at + 1] ?? '');
  return ['--storage', quoted(address)];
}

/** A command as it is typed where the person stands: npm starts a script in the folder of its package. */
function inFolder(words: readonly string[], started: Started): string {
  const { env, cwd } = started;
  const away = relative(env['INIT_CWD'] ?? cwd, cwd);
  const command = `${ownName(started)} ${words.map(quoted).join(' ')}`;
  return away === '' ? command : `cd ${quoted(away)} && ${command}`;
}

/** The limits of a run, and what its study has used of computation and money; null = not known, or no such limit. */
export interface Used {
  readonly budget: Pick<Budget, 'trials' | 'seconds' | 'computeSeconds' | 'maxCost'>;
  readonly spending: Pick<Spending, 'computeSeconds' | 'cost'>;
}

/**
 * The command that goes on after a run: the same; with twice the trials, computation or money where these are used up, and twice the
 * time where that has ended the last of the trials; where nothing is left to search, the one that shows what was found.
 *
 * @param storage its address where the command has to name it, else null
 */
export function again(
  stoppedBy: StoppedBy,
  study: { readonly name: string; readonly trials: number; readonly storage: string | null; readonly used: Used },
  started = thisStart(),
): string {
  const given = raised(started.argv.slice(2), stoppedBy, study.used);
  if (/^(?:exhausted|target|noImprovement|notWorthIt)$/.test(stoppedBy)) {
    const place = study.storage === null ? [] : ['--storage', study.storage];
    return `${inFolder(['trials', '--sort', 'value', ...place], started)} ${studyWords(study.name)}`;
  }
  const areTrialsUsedUp = study.trials >= (study.used.budget.trials ?? Number.POSITIVE_INFINITY);
  if (stoppedBy === 'signal' || (stoppedBy !== 'trials' && !areTrialsUsedUp)) return inFolder(given, started);
  return inFolder(withTrials(withTime(given, stoppedBy, study.used), 2 * study.trials), started);
}

/**
 * The command that runs the best trials again, and no trial of the search beside.
 *
 * @param stoppedBy why they were not run
 * @param trials how many the search has
 */
export function againConfirming(
  stoppedBy: StoppedBy | null,
  { trials, used }: { readonly trials: number; readonly used: Used },
  started = thisStart(),
): string {
  const given = raised(started.argv.slice(2), stoppedBy, used);
  return inFolder(withTrials(given, trials), started);
}

const withTrials = (given: readonly string[], trials: number): readonly string[] =>
  withOption(given, ['--trials', '-n'], String(trials));

/** The words of a run with twice the time where that was used up. */
function withTime(given: readonly string[], stoppedBy: StoppedBy, { budget }: Used): readonly string[] {
  if (stoppedBy !== 'seconds' || budget.seconds === null) return given;
  return withOption(given, ['--time', '-t'], lengthWord(2 * budget.seconds));
}

/** What is offered where nothing was allowed and nothing was used: twice of it is nothing, too. */
const LEAST = { cost: 1, seconds: 60 };

/** The words of a run with twice of what is used up: a study's own limit ends the same command at once. */
function raised(given: readonly string[], stoppedBy: StoppedBy | null, { budget, spending }: Used): readonly string[] {
  const twice = (limit: number | null, spent: number | null): number =>
    Number((2 * Math.max(limit ?? 0, spent ?? 0)).toPrecision(3));
  if (stoppedBy === 'cost')
    return withOption(given, ['--max-cost'], String(twice(budget.maxCost, spending.cost) || LEAST.cost));
  if (stoppedBy !== 'computeSeconds') return given;
  const seconds = twice(budget.computeSeconds, spending.computeSeconds) || LEAST.seconds;
  return withOption(given, ['--compute'], lengthWord(seconds));
}

/** A length of time as an option takes it: `90s`. */
const lengthWord = (seconds: number): string => lengthWords(seconds).replace(/ (.).*/, '$1');

/** The words of a run with another value of an option. @param names the first is the one that is written */
function withOption(given: readonly string[], names: readonly string[], value: string): readonly string[] {
  const own = given.indexOf('--') < 0 ? given.length : given.indexOf('--'); // what stands behind belongs to the program
  const kept = given
    .slice(0, own)
    .filter(
      (word, i, words) =>
        !names.includes(words[i - 1] ?? '') && !names.includes(word) && !word.startsWith(`${names[0]}=`),
    );
  return [...kept, names[0]!, value, ...given.slice(own)];
}

/** A study's name as it is typed behind a command. */
export const studyWords = (name: string): string => (name.startsWith('-') ? `-- ${quoted(name)}` : quoted(name));

/** A word for a shell; control characters are written out, so that a terminal does not obey them. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (safe(`.${word}.`) !== `.${word}.` && /[^\x20-\x7e]/.test(word))
    return `$'${word.replace(/['\\]/g, '\\$&').replace(/[^\x20-\x7e]/gu, escape)}'`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function escape(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

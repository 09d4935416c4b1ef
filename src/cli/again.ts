import { delimiter, dirname, relative } from 'node:path';
import type { StoppedBy } from '../study/study.ts';
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

const COMMANDS = /\bvernier(?= (?:init|run|studies|show|trials|best|import|export|replay|rm|help)\b)/g;

/** A text of ours that names commands, so that they can be typed. */
export function typable(text: string, started = thisStart()): string {
  return text.replace(COMMANDS, ownName(started));
}

/** A command as it is typed where the person stands: npm starts a script in the folder of its package. */
function inFolder(words: readonly string[], started: Started): string {
  const { env, cwd } = started;
  const away = relative(env['INIT_CWD'] ?? cwd, cwd);
  const command = `${ownName(started)} ${words.map(quoted).join(' ')}`;
  return away === '' ? command : `cd ${quoted(away)} && ${command}`;
}

/**
 * The command that goes on after a run: the same; with twice the trials where they are used up; where nothing is left to
 * search, the one that shows what was found.
 *
 * @param storage its address where the command has to name it, else null
 */
export function again(
  stoppedBy: StoppedBy,
  study: { readonly name: string; readonly trials: number; readonly storage: string | null },
  started = thisStart(),
): string {
  const given = started.argv.slice(2);
  if (/^(?:exhausted|target|noImprovement|notWorthIt)$/.test(stoppedBy)) {
    const place = study.storage === null ? [] : ['--storage', study.storage];
    const name = study.name.startsWith('-') ? ['--', study.name] : [study.name];
    return inFolder(['trials', '--sort', 'value', ...place, ...name], started);
  }
  if (stoppedBy !== 'trials') return inFolder(given, started);
  return inFolder(withTrials(given, 2 * study.trials), started);
}

/** The command that runs the best trials again, and no trial of the search beside. @param trials how many that has */
export function againConfirming(trials: number, started = thisStart()): string {
  const given = started.argv.slice(2);
  return inFolder(withTrials(given, trials), started);
}

/** The words of a run with so many trials. */
function withTrials(given: readonly string[], trials: number): readonly string[] {
  const own = given.indexOf('--') < 0 ? given.length : given.indexOf('--'); // what stands behind belongs to the program
  const kept = given
    .slice(0, own)
    .filter(
      (word, i, words) => !/^(?:-n|--trials)$/.test(words[i - 1] ?? '') && !/^(?:-n|--trials(?:=.*)?)$/.test(word),
    );
  return [...kept, '--trials', String(trials), ...given.slice(own)];
}

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

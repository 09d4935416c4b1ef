import { existsSync } from 'node:fs';
import { delimiter, extname, join } from 'node:path';
import { VernierError } from '../../errors.ts';
import type { Json } from '../../history/record.ts';
import { nearest } from '../../space/names.ts';

/** Parameters as the program gets them. */
export type ProgramParams = Readonly<Record<string, Json>>;

/** What the macros of a command stand for. */
export interface MacroValues {
  readonly program: string | null;
  readonly params: ProgramParams;
  /** Path of a file that holds the parameters as a JSON object. */
  readonly paramsFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A Python script runs under Python, a JavaScript one under Node, everything else by itself. */
export function commandFor(program: string): readonly string[] {
  if (extname(program) === '.py') return ['${env}', '${interpreter}', '${program}', '${args}'];
  if (['.js', '.mjs', '.cjs'].includes(extname(program))) return [process.execPath, '${program}', '${args}'];
  return ['${program}', '${args}'];
}

/**
 * The words of a command with W&B's macros replaced. No shell takes part, so no word is ever split or expanded.
 *
 * A macro that makes arguments gives one word for each parameter; `${envvar:NAME}` works inside a longer word; a macro
 * that nobody knows gives nothing, as in W&B.
 */
export function argumentsOf(command: readonly string[], values: MacroValues): readonly string[] {
  return withPython(
    command.flatMap((word) => wordsOf(word, values)),
    values.environment.PATH ?? '',
  );
}

/**
 * Refuses a command that cannot name a program.
 *
 * @throws `config-invalid`
 */
export function checkCommand(command: readonly string[], program: string | null): void {
  if (command.length === 0)
    throw new VernierError('config-invalid', 'The command is empty.', { hint: 'Name a program.' });
  if (command.includes('${program}') && program === null)
    throw new VernierError('config-invalid', 'The command holds ${program}, and no program is given.', {
      hint: 'Add the key "program", or write its name into the command.',
    });
}

/** A value as Python prints it, which is what W&B passes: True, None, 0.5, ['a', 'b'], {'lr': 0.1}. Texts stand as they are. */
export function argumentText(value: Json): string {
  return typeof value === 'string' ? value : pythonText(value);
}

const MACRO = /^\$\{(\w+)\}$/;

const MACROS: readonly string[] = [
  'env',
  'interpreter',
  'program',
  'args',
  'args_no_equals',
  'args_no_hyphens',
  'args_append_hydra',
  'args_override_hydra',
  'args_no_boolean_flags',
  'args_json',
  'args_json_file',
];

/** A sentence for a word that looks like a macro and is none; null for any other word. */
export function macroNote(word: string): string | null {
  const macro = MACRO.exec(word)?.[1];
  if (macro === undefined || MACROS.includes(macro)) return null;
  const near = nearest(macro, MACROS);
  return `command: ${word} is no macro and gives nothing; ${near === null ? `known: ${MACROS.join(', ')}` : `did you mean \${${near}}?`}`;
}

function wordsOf(word: string, values: MacroValues): readonly string[] {
  const macro = MACRO.exec(word)?.[1];
  if (macro === undefined)
    return [word.replace(/\$\{envvar:([A-Z0-9_]*)\}/g, (_, name: string) => values.environment[name] ?? name)];
  const params = Object.entries(values.params);
  switch (macro) {
    case 'env':
      return process.platform === 'win32' ? [] : ['/usr/bin/env'];
    case 'interpreter':
      return ['python'];
    case 'program':
      return values.program === null ? [] : [values.program];
    case 'args':
      return params.map(([name, value]) => `--${name}=${argumentText(value)}`);
    case 'args_no_equals':
      return params.flatMap(([name, value]) => twoWords(name, argumentText(value)));
    case 'args_no_hyphens':
      return params.map(([name, value]) => `${name}=${argumentText(value)}`);
    case 'args_append_hydra':
      return params.map(([name, value]) => `+${name}=${argumentText(value)}`);
    case 'args_override_hydra':
      return params.map(([name, value]) => `++${name}=${argumentText(value)}`);
    case 'args_no_boolean_flags':
      return params.flatMap(([name, value]) => flagWords(name, value));
    case 'args_json':
      return [JSON.stringify(values.params)];
    case 'args_json_file':
      return [values.paramsFile];
    default:
      return [];
  }
}

/** A value that looks like an option is kept in one word with its name, or the program would take it for one. */
function twoWords(name: string, text: string): readonly string[] {
  return text.startsWith('-') ? [`--${name}=${text}`] : [`--${name}`, text];
}

function flagWords(name: string, value: Json): readonly string[] {
  if (typeof value === 'boolean') return value ? [`--${name}`] : [];
  return [`--${name}=${argumentText(value)}`];
}

function pythonText(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonString(value);
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${pythonString(key)}: ${pythonText(item)}`)
    .join(', ')}}`;
}

/** In single quotes, as Python prefers them; JSON's escapes are Python's, too. */
function pythonString(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** `python` falls back to `python3` where only that is installed. */
function withPython(words: readonly string[], path: string): readonly string[] {
  const at = words[0] === '/usr/bin/env' ? 1 : 0;
  if (words[at] !== 'python' || isOnPath('python', path) || !isOnPath('python3', path)) return words;
  return words.with(at, 'python3');
}

function isOnPath(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}

import { catalog as pruners } from 'vernier/pruners';
import { catalog as samplers } from 'vernier/samplers';
import { isVernierError } from '../../../../src/errors.ts';
import { readBudget } from '../../../../src/config/budget.ts';
import { checkKeys } from '../../../../src/config/keys.ts';
import { readObjectives } from '../../../../src/config/objectives.ts';
import { readPruner, readSampler } from '../../../../src/config/search.ts';
import { readStart } from '../../../../src/config/start.ts';
import { yamlTree } from '../../../../src/config/yaml-tree.ts';
import { readSpace } from '../../../../src/space/file.ts';
import { asMap, asText, child, fault, type TreeMap, type Warning } from '../../../../src/space/file-tree.ts';
import { ServerError } from '../../api/server.ts';
import { newWords as words } from '../../words/new.ts';
import { type Path, pathAt } from './document.ts';

/** Something in a config that will not do. */
export interface Wrong {
  /** Counted from 1; null = it lies in no line. */
  readonly line: number | null;
  /** The place of that line; empty = the whole. */
  readonly path: Path;
  readonly message: string;
  readonly hint: string | null;
}

/** What a look at a config found. */
export interface Checked {
  /** The first thing that will not do; null = nothing, as far as this page knows. */
  readonly wrong: Wrong | null;
  /** How many parameters are searched; null = that cannot be told. */
  readonly parameters: number | null;
  readonly warnings: readonly Warning[];
}

/** Looks a config over by the rules of the server, but for what only its machine knows. */
export function checked(text: string): Checked {
  try {
    const { tree, warnings: ofText } = yamlTree(text);
    const warnings: Warning[] = [...ofText];
    const map = asMap(tree, 'The file', 'name: digits');
    checkKeys(map, warnings);
    if (child(map, 'name') === undefined) throw fault(map, 'The study has no name.', 'Add name: digits.');
    const name = asText(child(map, 'name')!, 'name');
    if (name.trim() === '') throw fault(child(map, 'name')!, 'The name of the study is empty.', 'Give it one.');
    const space = parametersOf(map, warnings);
    readObjectives(map, warnings);
    readSampler(map, samplers);
    readPruner(map, pruners, warnings);
    readBudget(map);
    readStart(map, space.space, space.program, 'start');
    return { wrong: null, parameters: space.space.groups.length, warnings };
  } catch (error) {
    if (!isVernierError(error)) throw error;
    const { line } = error.details;
    return { wrong: wrongAt(text, error.message, error.hint, Number(line ?? 0)), parameters: null, warnings: [] };
  }
}

function parametersOf(map: TreeMap, warnings: Warning[]) {
  const parameters = child(map, 'parameters');
  if (parameters === undefined) throw fault(map, 'Nothing is said of parameters.', 'Add one.');
  const read = readSpace(parameters, child(map, 'constraints'));
  warnings.push(...read.warnings);
  return read;
}

/** What the server refused, at its place; null = it is not the text that is wrong. */
export function refusedPart(text: string, error: unknown): Wrong | null {
  if (!(error instanceof ServerError)) return null;
  if (error.code === 'study-exists') return { line: null, path: ['name'], message: words.nameExists, hint: null };
  if (error.status !== 422) return null;
  const [found, line] = /^study\.yaml:(\d+): /.exec(error.message) ?? [];
  return wrongAt(text, error.message.slice(found?.length ?? 0), error.hint, Number(line ?? 0));
}

const wrongAt = (text: string, message: string, hint: string | null, line: number): Wrong => ({
  line: line > 0 ? line : null,
  path: line > 0 ? pathAt(text, line) : [],
  message,
  hint,
});

/** Does something wrong lie at a path, or below it? */
export const liesAt = (wrong: Wrong | null, path: Path): boolean =>
  wrong !== null && path.every((part, i) => wrong.path[i] === part);

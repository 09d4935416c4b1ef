import { posix } from 'node:path';
import ts from 'typescript';

/** Sources by path below `src/`. */
export type Sources = ReadonlyMap<string, string>;

/** One thing that does not fit the design, as the sentence that a newcomer needs. */
export type Finding = string;

const PORTABLE = [
  'study',
  'execution',
  'storage',
  'analysis',
  'pruners',
  'samplers',
  'models',
  'history',
  'space',
  'math',
  'errors',
];

/** The floors: who may import whom. A folder may always import itself. `errors` and `index` are files. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  math: ['errors'],
  space: ['math', 'errors'],
  history: ['space', 'math', 'errors'],
  models: ['math', 'errors'],
  samplers: ['models', 'history', 'space', 'math', 'errors'],
  pruners: ['models', 'history', 'space', 'math', 'errors'],
  analysis: ['models', 'history', 'space', 'math', 'errors'],
  scene: ['analysis', 'history', 'space', 'math', 'errors'],
  storage: ['history', 'space', 'math', 'errors'],
  execution: ['history', 'space', 'math', 'errors'],
  wire: ['history', 'space', 'errors'],
  client: ['wire', 'storage', 'history', 'space', 'errors'],
  study: PORTABLE,
  testing: PORTABLE,
  index: PORTABLE,
  config: PORTABLE,
  server: [...PORTABLE, 'wire'],
  node: [...PORTABLE, 'config', 'wire', 'server', 'testing'],
  cli: [...PORTABLE, 'config', 'scene', 'wire', 'server', 'node'],
};

/** What two neighbours share lies below them; this says where. */
const MEET: readonly (readonly [string, string, string])[] = [
  ['pruners', 'samplers', 'pruners and samplers share words only through history/problem.ts'],
  ['samplers', 'storage', 'samplers see a HistoryView, never a storage'],
  ['pruners', 'storage', 'pruners see a HistoryView, never a storage'],
  ['storage', 'samplers', 'a storage keeps changes (history/record.ts) and knows no sampler'],
  ['execution', 'samplers', 'an executor gets a Task (execution/executor.ts) and knows no sampler'],
  ['models', 'history', 'models know arrays; space/encode.ts makes them'],
];

/** npm packages and Node modules, by the folder that may load them. All others load none; all but `node` and `cli` are portable. */
export const MAY_LOAD: Readonly<Record<string, RegExp>> = {
  config: /^yaml$/,
  wire: /^zod$/,
  server: /^(zod|hono(\/.*)?|@hono\/zod-openapi|oauth4webapi)$/,
  node: /^(node:.*|yaml|jiti|better-sqlite3|@hono\/node-server)$/,
  cli: /^(node:.*|commander|picocolors|yaml|jiti|@resvg\/resvg-js)$/,
  testing: /^fast-check$/,
};

/**
 * Folders whose files stand side by side: an implementation imports no other one. A subfolder is one implementation;
 * the names listed are shared by all (contracts and what they are written in).
 */
export const SIDE_BY_SIDE: Readonly<Record<string, readonly string[]>> = {
  samplers: [
    'sampler',
    'standing',
    'value-at',
    'run-order',
    'end-losses',
    'evidence',
    'startup',
    'first-look',
    'is-new',
    'untried',
    'branch-text',
    'suited',
    'options',
    'transfer',
  ],
  pruners: ['pruner', 'interval', 'words', 'vector-order', 'fronts', 'halving'], // curves are begun by halving
  storage: ['storage', 'refusals', 'recency', 'lost', 'claim', 'optuna'],
  execution: ['executor'],
};

/** These join their neighbours: that is what they are for. */
const JOINS = new Set(['auto', 'catalog', 'index']);

/** Lines a file may have; tables of data are excepted. */
export const MOST_LINES = 400;
const TABLES = /(-table|-tables|-directions|-wasm|\.wasm)\.ts$/;

/** Everything in these sources that breaks the design. */
export function findings(sources: Sources): Finding[] {
  const imports = new Map([...sources].map(([file, text]) => [file, importsOf(file, text)]));
  return [
    ...[...imports].flatMap(([file, targets]) => targets.flatMap((target) => judged(file, target, sources))),
    ...circles(imports),
    ...[...sources].flatMap(([file, text]) => [...tooLong(file, text), ...undocumented(file, text)]),
  ];
}

/** Folder of a path, or its name where it lies at the top. */
function floorOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '');
}

/** What a file imports, types included: paths below `src/`, or names of packages. */
function importsOf(file: string, text: string): readonly string[] {
  const found = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return found.map((name) => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name));
}

function judged(file: string, target: string, sources: Sources): Finding[] {
  const from = floorOf(file);
  if (!(from in MAY_IMPORT)) return [`${file}: no floor is known for ${from}/; name it in test/architecture.ts.`];
  if (!target.endsWith('.ts')) return packageFinding(file, from, target);
  if (!sources.has(target)) return [`${file} imports ${target}, which does not exist.`];
  if (posix.basename(target) === 'index.ts')
    return [`${file} imports the barrel ${target}: import the file itself (CONTRIBUTING.md#layers).`];
  const to = floorOf(target);
  if (from !== to && !MAY_IMPORT[from]!.includes(to)) {
    const meet = MEET.find(([a, b]) => a === from && b === to)?.[2];
    const may = MAY_IMPORT[from]!.join(', ') || 'nothing';
    return [`${file} imports ${target}: ${meet ?? `${from}/ may import ${may}`} (CONTRIBUTING.md#layers).`];
  }
  return from === to ? sidewaysFinding(file, from, target) : [];
}

function packageFinding(file: string, from: string, name: string): Finding[] {
  if (MAY_LOAD[from]?.test(name)) return [];
  const why = from in MAY_LOAD ? 'is not among the packages of this folder' : 'is not portable';
  return [`${file} imports '${name}', which ${why} (CONTRIBUTING.md#layers).`];
}

function sidewaysFinding(file: string, folder: string, target: string): Finding[] {
  const shared = SIDE_BY_SIDE[folder];
  if (shared === undefined) return [];
  const [mine, other] = [file, target].map((path) => path.split('/')[1]!.replace(/\.ts$/, ''));
  if (mine === other || shared.includes(other!) || JOINS.has(mine!)) return [];
  if (shared.includes(mine!)) return [`${file} imports ${target}: a contract imports no implementation.`];
  return [
    `${file} imports ${target}: implementations in ${folder}/ do not import each other (CONTRIBUTING.md#layers).`,
  ];
}

/** Circles among files, each told once, from its alphabetically first file. Depth-first, with the path in hand. */
function circles(imports: ReadonlyMap<string, readonly string[]>): Finding[] {
  const done = new Set<string>();
  const found = new Set<Finding>();
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      const circle = path.slice(at);
      const first = circle.indexOf([...circle].sort()[0]!);
      const told = [...circle.slice(first), ...circle.slice(0, first)];
      found.add(
        `Circle: ${[...told, told[0]].join(' → ')}. What both need lies one floor below (CONTRIBUTING.md#layers).`,
      );
      return;
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of [...imports.keys()].sort()) walk(file, []);
  return [...found];
}

function tooLong(file: string, text: string): Finding[] {
  const lines = text.split('\n').length - 1;
  if (lines <= MOST_LINES || TABLES.test(file)) return [];
  return [`${file} has ${lines} lines; ${MOST_LINES} is the limit: it holds more than one idea.`];
}

/** Exported declarations without a doc comment. Of overloads, the first one speaks for all. */
function undocumented(file: string, text: string): Finding[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const told = new Set<string>();
  const found: Finding[] = [];
  for (const statement of source.statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    if (!ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) continue;
    const documented = ts.getJSDocCommentsAndTags(statement).length > 0;
    for (const name of namesOf(statement)) {
      if (documented || told.has(name)) told.add(name);
      else found.push(`${file}: the exported name ${name} has no doc comment (a sentence for its user).`);
    }
  }
  return found;
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  const name = (statement as ts.Statement & { readonly name?: ts.Identifier }).name;
  return name === undefined ? [] : [name.text];
}

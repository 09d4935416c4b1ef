import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { fault, type Tree, type TreeEntry, type Warning } from '../space/file-tree.ts';
import { readScalar } from './yaml-scalar.ts';

/** Nodes that a file may grow to when its aliases are written out, and how deep they may stand in each other. */
const MOST_NODES = 20_000;
const MOST_DEPTH = 60;

/**
 * A YAML (or JSON) text as a tree with source text and lines.
 *
 * Aliases and merge keys (`<<`) are written out, within limits: a file whose anchors contain themselves or grow beyond
 * 20,000 nodes is refused.
 *
 * @throws `config-invalid` with the line in `details`
 */
export function yamlTree(text: string): { readonly tree: Tree; readonly warnings: readonly Warning[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'failsafe',
    keepSourceTokens: false,
    logLevel: 'silent',
  });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const problem = document.errors[0];
  if (problem !== undefined) throw notYaml(problem, text, lineAt(problem.pos[0]));
  const builder = new Builder(lineAt, anchors(document.contents));
  const tree = document.contents === null ? builder.nothing(1) : builder.build(document.contents, 0);
  return { tree, warnings: builder.warnings };
}

const REASONS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Use spaces instead of tabs.',
  DUPLICATE_KEY: 'Leave one of them out.',
  MULTIPLE_DOCS: 'Keep one document in the file (no second "---").',
  BAD_INDENT: 'Line up the keys of one map.',
};

function notYaml({ message, code, pos }: YAMLError, text: string, line: number): Error {
  const said = message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
  const key = code === 'DUPLICATE_KEY' ? /^[^\n:]*/.exec(text.slice(pos[0]))![0].trim() : null;
  return fault(
    { line },
    key === null ? `This is not valid YAML: ${said}.` : `The key ${key} stands twice in one map.`,
    REASONS[code] ?? 'Look at the quotes, brackets and indentation there.',
  );
}

/** Nodes by anchor, in the order of the text: where one is set again, it holds for aliases behind that. */
function anchors(root: Node | null): ReadonlyMap<string, readonly Node[]> {
  const named = new Map<string, Node[]>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (isMap(node)) for (const pair of node.items) open.push(pair.key, pair.value);
    else if (isSeq(node)) open.push(...node.items);
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
      const same = named.get(node.anchor);
      if (same === undefined) named.set(node.anchor, [node]);
      else same.push(node);
    }
  }
  for (const nodes of named.values()) nodes.sort((a, b) => start(a) - start(b));
  return named;
}

const start = (node: Node): number => node.range?.[0] ?? 0;

class Builder {
  readonly warnings: Warning[] = [];
  readonly #lineAt: (offset: number) => number;
  readonly #anchors: ReadonlyMap<string, readonly Node[]>;
  readonly #open = new Set<Node>();
  #nodes = 0;

  constructor(lineAt: (offset: number) => number, named: ReadonlyMap<string, readonly Node[]>) {
    this.#lineAt = lineAt;
    this.#anchors = named;
  }

  nothing(line: number): Tree {
    return { kind: 'scalar', value: null, source: null, line };
  }

  build(node: unknown, depth: number): Tree {
    if (isAlias(node)) return this.build(this.#target(node), depth + 1);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return this.nothing(1);
    const line = this.#line(node);
    if (++this.#nodes > MOST_NODES)
      throw fault(
        { line },
        `The file has more than ${MOST_NODES} values once its aliases are written out.`,
        'Use fewer aliases (*name).',
      );
    if (depth > MOST_DEPTH)
      throw fault({ line }, `Values stand more than ${MOST_DEPTH} deep in each other.`, 'Make the file flatter.');
    if (isScalar(node)) return this.#scalar(node, line);
    if (this.#open.has(node))
      throw fault(
        { line },
        `The anchor "&${node.anchor}" contains itself.`,
        'Write the values out instead of the alias.',
      );
    this.#open.add(node);
    const built: Tree = isMap(node)
      ? { kind: 'map', entries: this.#entries(node, depth), line }
      : { kind: 'list', items: node.items.map((item) => this.build(item, depth + 1)), line };
    this.#open.delete(node);
    return built;
  }

  #line(node: Node): number {
    return this.#lineAt(start(node));
  }

  /** The last node with that anchor before the alias. */
  #target(alias: Alias): Node {
    const at = start(alias);
    const target = this.#anchors.get(alias.source)?.findLast((node) => start(node) < at);
    if (target === undefined)
      throw fault(
        { line: this.#line(alias) },
        `The alias "*${alias.source}" has no anchor "&${alias.source}" before it.`,
        'Add the anchor, or put the text in quotes.',
      );
    return target;
  }

  #scalar(node: Scalar, line: number): Tree {
    const written = String(node.value ?? '');
    if (node.tag !== undefined && node.tag !== `${TAGS}str`) return tagged(node.tag, written, line);
    if (node.type !== 'PLAIN' || node.tag !== undefined) return { kind: 'scalar', value: written, source: null, line };
    const source = node.source ?? written;
    const { value, elsewhere } = readScalar(source);
    if (elsewhere !== null)
      this.warnings.push({
        line,
        message: `${source} is read as ${typeof value === 'string' ? 'text' : `the number ${value}`}; YAML 1.1 programs, W&B among them, read it as ${elsewhere}`,
      });
    return { kind: 'scalar', value, source, line };
  }

  /** Keys stay text as written: `on:` is the key "on". Merged keys give way to the map's own. */
  #entries(map: YAMLMap, depth: number): readonly TreeEntry[] {
    const own: TreeEntry[] = [];
    const merged: TreeEntry[] = [];
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const value = pair.value === null ? this.nothing(this.#line(pair.key)) : this.build(pair.value, depth + 1);
      if (isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<')
        merged.push(...mergedEntries(value));
      else own.push({ key: this.#key(pair.key), line: this.#line(pair.key), value });
    }
    const taken = new Set(own.map(({ key }) => key));
    for (const entry of merged) {
      if (taken.has(entry.key)) continue;
      taken.add(entry.key);
      own.push(entry);
    }
    return own;
  }

  #key(key: Node): string {
    if (isScalar(key)) return String(key.value ?? '');
    throw fault(
      { line: this.#line(key) },
      'A key is a list, a map or an alias; expected a text.',
      'Write the key out.',
    );
  }
}

function mergedEntries(value: Tree): readonly TreeEntry[] {
  if (value.kind === 'map') return value.entries;
  if (value.kind === 'list') return value.items.flatMap(mergedEntries);
  throw fault(value, 'The merge key << has no map.', 'Write <<: *name, with &name before a map.');
}

const TAGS = 'tag:yaml.org,2002:';

/** A scalar whose type is written before it: `!!float 1e-5`. Nothing is left to guess, so there is nothing to note. */
function tagged(tag: string, written: string, line: number): Tree {
  const { value } = readScalar(written);
  if (tag === `${TAGS}float` && typeof value === 'number')
    return { kind: 'scalar', value, source: /^[-+]?[0-9_]+$/.test(written) ? `${written}.0` : written, line };
  if (tag === `${TAGS}int` && Number.isInteger(value)) return { kind: 'scalar', value, source: String(value), line };
  if ((tag === `${TAGS}bool` && typeof value === 'boolean') || (tag === `${TAGS}null` && value === null))
    return { kind: 'scalar', value, source: written, line };
  const short = tag.startsWith(TAGS) ? `!!${tag.slice(TAGS.length)}` : tag;
  throw fault(
    { line },
    `${short} ${JSON.stringify(written)} cannot be read.`,
    'Known tags: !!str, !!int, !!float, !!bool, !!null, each with a value of its kind.',
  );
}

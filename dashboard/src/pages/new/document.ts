import {
  Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { readScalar } from '../../../../src/config/yaml-scalar.ts';

// A config is one YAML text. The form reads it and edits it in place, so comments, order and keys that the form does not know stay.

/** Where something stands in a text: keys of maps, places in lists. */
export type Path = readonly (string | number)[];

/** A YAML text as a tree of nodes. All scalars are texts, as they were written. */
export type Yaml = Document<Node>;

const READING = { schema: 'failsafe', version: '1.2', logLevel: 'silent' } as const;
/** Lines are left as long as somebody wrote them. */
const WRITING = { lineWidth: 0 } as const;

/** Reads a text; what is wrong with it stands in `errors`. */
export const yamlOf = (text: string): Yaml => parseDocument(text, READING) as unknown as Yaml;

/** Can the form read and edit a text? It must be a map, or nothing yet. */
export const isEditable = ({ errors, contents }: Yaml): boolean =>
  errors.length === 0 && (contents === null || isMap(contents) || (isScalar(contents) && contents.value === ''));

/** The text after an edit. A text that is no map stays as it is. */
export function edited(text: string, edit: (yaml: Yaml) => void): string {
  const yaml = yamlOf(text);
  if (!isEditable(yaml)) return text;
  if (!isMap(yaml.contents)) yaml.contents = new YAMLMap();
  edit(yaml);
  visit(yaml, { Seq: (_, node) => padded(node, ''), Map: (_, node) => padded(node, ' ') });
  return yaml.toString(WRITING);
}

/** `[a, b]`, but `{ a: 1 }`: YAML's own writer would do the same to both. */
function padded(node: YAMLSeq | YAMLMap, flowCollectionPadding: string): void {
  const write = node.toString.bind(node) as (context: object | undefined, ...rest: unknown[]) => string;
  node.toString = (context?: object, ...rest: unknown[]) =>
    write(context && { ...context, flowCollectionPadding }, ...rest);
}

/** The node at a path; undefined = there is none. */
export const nodeAt = (yaml: Yaml, path: Path): Node | undefined =>
  path.length === 0 ? (yaml.contents ?? undefined) : ((yaml.getIn(path, true) as Node | null | undefined) ?? undefined);

/** Sets what stands at a path; undefined takes it away, and the map that held it where nothing is left in that. */
export function put(yaml: Yaml, path: Path, node: Node | undefined): void {
  if (node === undefined) {
    if (!yaml.hasIn(path)) return;
    yaml.deleteIn(path);
    const around = path.slice(0, -1);
    const left = nodeAt(yaml, around);
    if (around.length > 0 && isMap(left) && left.items.length === 0) yaml.deleteIn(around);
    return;
  }
  const old = nodeAt(yaml, path);
  if (old !== undefined) {
    if (old.comment) node.comment = old.comment;
    if (old.commentBefore) node.commentBefore = old.commentBefore;
  }
  yaml.setIn(path, node);
}

/** A value as it is typed in one line: `0.1`, `[a, b]`; what is no YAML is a text. Nothing typed is no value. */
export function typed(text: string): Node | undefined {
  const own = text.trim();
  if (own === '') return undefined;
  const { contents, errors } = yamlOf(own);
  return errors.length > 0 || contents === null ? quoted(own) : contents;
}

/** Values as they are typed in one line, between commas. */
export function typedList(text: string): Node | undefined {
  const own = text.trim().replace(/,$/, '');
  if (own === '') return undefined;
  const { contents, errors } = yamlOf(`[${own}]`);
  if (errors.length > 0 || !isSeq(contents)) return quoted(own);
  const list = new YAMLSeq();
  list.flow = true;
  list.items = contents.items;
  return list;
}

/** A text: with quotes where it would be read as something else. */
export function words(text: string): Node | undefined {
  if (text === '') return undefined;
  return typeof readScalar(text).value === 'string' && !text.includes('\n') ? new Scalar(text) : quoted(text);
}

function quoted(text: string): Node {
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** A map in one line. Entries without a value are left out. */
export function flowMap(entries: readonly (readonly [string, Node | undefined])[]): Node {
  const map = new YAMLMap<Node, Node>();
  map.flow = true;
  for (const [key, value] of entries) if (value !== undefined) map.set(words(key)!, value);
  return map;
}

/** A node as it is shown in a field of one line. */
export function shown(node: unknown): string {
  if (isScalar(node)) {
    const text = String(node.value ?? '');
    const isQuoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
    const needsQuotes = isQuoted && (typeof readScalar(text).value !== 'string' || /[,[\]{}"'#]|^\s|\s$/.test(text));
    return needsQuotes ? JSON.stringify(text) : text;
  }
  if (isSeq(node)) return `[${shownList(node)}]`;
  if (isMap(node)) return `{ ${node.items.map((pair) => `${keyOf(pair)}: ${shown(pair.value)}`).join(', ')} }`;
  return '';
}

/** Items of a list between commas; what is no list is shown as it is. */
export const shownList = (node: unknown): string => (isSeq(node) ? node.items.map(shown).join(', ') : shown(node));

/** The text of a scalar; undefined = it is none. */
export const textOf = (node: unknown): string | undefined => (isScalar(node) ? String(node.value ?? '') : undefined);

/** The key of an entry as text. */
export const keyOf = ({ key }: Pair<unknown, unknown>): string => (isScalar(key) ? String(key.value) : shown(key));

/** Where a line stands: the innermost entry or item that begins on it, or holds it. */
export function pathAt(text: string, line: number): Path {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { ...READING, lineCounter: lines });
  const path: (string | number)[] = [];
  let node: unknown = contents;
  const startOf = (part: unknown): number => lineOf(lines, (part as Node | null)?.range?.[0]);
  for (;;) {
    const starts = isMap(node)
      ? node.items.map((pair) => startOf(pair.key))
      : isSeq(node)
        ? node.items.map(startOf)
        : [];
    // Several that begin on one line are one place: which of them is meant, the line does not tell.
    const at = starts.findLastIndex((start) => start <= line);
    if (at < 0 || (starts[at] === line && starts.filter((start) => start === line).length > 1)) return path;
    const item = (node as YAMLMap | YAMLSeq).items[at] as Pair;
    path.push(isMap(node) ? keyOf(item) : at);
    node = isMap(node) ? item.value : item;
  }
}

const lineOf = (lines: LineCounter, offset: number | undefined): number =>
  offset === undefined ? Number.POSITIVE_INFINITY : lines.linePos(offset).line;

import { VernierError } from '../errors.ts';
import type { Choice } from './distribution.ts';
import { nearest } from './names.ts';

/** A value without parts, as it was written. */
export interface TreeScalar {
  readonly kind: 'scalar';
  readonly value: Choice;
  /** The characters in the file, which tell `1` from `1.0`; null where there is no file, or it stood in quotes. */
  readonly source: string | null;
  readonly line: number;
}

/** A list, as it was written. */
export interface TreeList {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly line: number;
}

/** One key of a map, and what stands under it. */
export interface TreeEntry {
  readonly key: string;
  readonly line: number;
  readonly value: Tree;
}

/** A map, as it was written; no key twice. */
export interface TreeMap {
  readonly kind: 'map';
  readonly entries: readonly TreeEntry[];
  readonly line: number;
}

/** A parsed file that remembers source text and lines (from 1; 0 = no file), so that errors can name them. */
export type Tree = TreeScalar | TreeList | TreeMap;

/** Any JSON value; the same shape as the history's `Json`, one floor below it. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data };

/** Something odd that is read all the same. */
export interface Warning {
  readonly line: number;
  readonly message: string;
}

/** A tree of plain data, without lines. */
export function treeOf(data: Data): Tree {
  if (Array.isArray(data)) return { kind: 'list', items: data.map(treeOf), line: 0 };
  if (typeof data === 'object' && data !== null)
    return {
      kind: 'map',
      entries: Object.entries(data).map(([key, value]) => ({ key, line: 0, value: treeOf(value) })),
      line: 0,
    };
  return { kind: 'scalar', value: data as Choice, source: null, line: 0 };
}

/** The plain data of a tree. */
export function dataOf(tree: Tree): Data {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(dataOf);
    case 'map':
      return Object.fromEntries(tree.entries.map(({ key, value }) => [key, dataOf(value)])); // fromEntries: `__proto__` stays a key
  }
}

/** An error of what a file says, with its line. */
export function fault(at: { readonly line: number }, message: string, hint: string): VernierError {
  return new VernierError('config-invalid', message, { details: { line: at.line }, hint });
}

/** Runs `body`; an error of the space that it throws gets the line of `at`. */
export function locating<T>(at: { readonly line: number }, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof VernierError) || error.details.line !== undefined) throw error;
    throw new VernierError('config-invalid', error.message, {
      details: { ...error.details, line: at.line },
      ...(error.hint === null ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

/** What a tree is, in words: `the text "abc"`, `a list of 3`. */
export function found(tree: Tree): string {
  if (tree.kind === 'list') return `a list of ${tree.items.length}`;
  if (tree.kind === 'map') return `a map of ${tree.entries.length} ${tree.entries.length === 1 ? 'key' : 'keys'}`;
  if (tree.value === null) return 'nothing';
  if (typeof tree.value === 'string') return `the text ${JSON.stringify(tree.value)}`;
  return `${tree.source ?? tree.value}`;
}

/** The entry under a key, if any. */
export function entry(map: TreeMap, key: string): TreeEntry | undefined {
  return map.entries.find((other) => other.key === key);
}

/** The value under a key, if any. */
export function child(map: TreeMap, key: string): Tree | undefined {
  return entry(map, key)?.value;
}

/** @throws `config-invalid` with the nearest known key, for the first key that is none of them. */
export function onlyKeys(map: TreeMap, known: readonly string[], where: string): void {
  for (const { key, line } of map.entries) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    throw fault(
      { line },
      `${where} has the key "${key}", which is not known.`,
      near === null ? `Known keys: ${[...new Set(known)].join(', ')}.` : `Did you mean "${near}"?`,
    );
  }
}

/** @throws `config-invalid` where it is no map. */
export function asMap(tree: Tree, where: string, example: string): TreeMap {
  if (tree.kind === 'map') return tree;
  throw fault(tree, `${where} is ${found(tree)}; expected a map.`, `Write for example ${example}`);
}

/** @throws `config-invalid` where it is no list. */
export function asList(tree: Tree, where: string, example: string): TreeList {
  if (tree.kind === 'list') return tree;
  throw fault(tree, `${where} is ${found(tree)}; expected a list.`, `Write for example ${example}`);
}

/** A finite number. @throws `config-invalid` */
export function asNumber(tree: Tree, where: string): number {
  if (tree.kind === 'scalar' && typeof tree.value === 'number' && Number.isFinite(tree.value)) return tree.value;
  const quoted =
    tree.kind === 'scalar' &&
    typeof tree.value === 'string' &&
    tree.value.trim() !== '' &&
    Number.isFinite(Number(tree.value));
  throw fault(
    tree,
    `${where} is ${found(tree)}; expected a number.`,
    quoted ? 'Leave the quotes out.' : 'Write a number such as 3 or 1.0e-4.',
  );
}

/** A whole number of at least `least`. @throws `config-invalid` */
export function asWhole(tree: Tree, where: string, least: number): number {
  const value = asNumber(tree, where);
  if (Number.isSafeInteger(value) && value >= least) return value;
  if (value > Number.MAX_SAFE_INTEGER)
    throw fault(
      tree,
      `${where} is ${found(tree)}; expected a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}.`,
      `Write ${Math.max(least, 1000)} for example.`,
    );
  throw fault(
    tree,
    `${where} is ${found(tree)}; expected a whole number of at least ${least}.`,
    `Write ${Math.max(least, Math.round(value))} for example.`,
  );
}

/** A text. @throws `config-invalid` */
export function asText(tree: Tree, where: string): string {
  if (tree.kind === 'scalar' && typeof tree.value === 'string' && tree.value !== '') return tree.value;
  const scalar = tree.kind === 'scalar' && tree.value !== null && tree.value !== '';
  const isEmpty = tree.kind === 'scalar' && tree.value === '';
  throw fault(
    tree,
    isEmpty ? `${where} is empty; expected a text.` : `${where} is ${found(tree)}; expected a text.`,
    scalar ? `Put it in quotes: "${found(tree)}".` : 'Write a text.',
  );
}

/** True or false. @throws `config-invalid` */
export function asBoolean(tree: Tree, where: string): boolean {
  if (tree.kind === 'scalar' && typeof tree.value === 'boolean') return tree.value;
  throw fault(tree, `${where} is ${found(tree)}; expected true or false.`, 'Write true or false.');
}

/** One of some words. @throws `config-invalid` with the nearest one. */
export function asWord<W extends string>(tree: Tree, words: readonly W[], where: string): W {
  const word = asText(tree, where);
  if ((words as readonly string[]).includes(word)) return word as W;
  const near = nearest(word, words);
  throw fault(
    tree,
    `${where} is "${word}"; expected one of ${words.join(', ')}.`,
    near === null ? `Write one of them.` : `Did you mean "${near}"?`,
  );
}

/** Is it written as a whole number (`1`, not `1.0` nor `1e3`)? Without source text the value decides. */
export function isWritten(tree: Tree, kind: 'whole' | 'number'): boolean {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'number') return false;
  if (kind === 'number') return true;
  return tree.source === null
    ? Number.isInteger(tree.value)
    : /^[-+]?(?:[0-9][0-9_]*|0x[0-9a-fA-F_]+|0o[0-7_]+)$/.test(tree.source);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One parameter of a table: a grid of values. */
export interface TableParam {
  readonly name: string;
  readonly type: 'ordinal' | 'categorical';
  readonly values: readonly (string | number)[];
}

/** A complete grid, to be minimised. */
export interface Table {
  readonly name: string;
  readonly params: readonly TableParam[];
  readonly best: number;
  readonly median: number;
  readonly count: number;
  /** Exact expected best of random search without repetition after 25, 50, 100 and 200 trials. */
  readonly randomBest: Readonly<Record<string, number>>;
  readonly data: Float64Array;
  /** Value of one configuration: an index per parameter, in the order of `params`. */
  value(choices: readonly number[]): number;
}

type Meta = Omit<Table, 'name' | 'data' | 'value'>;

// The benchmarks are bundled before they run: paths are those of the repository they are started in.
const folder = (root: string) => join(root, 'bench/data');
const meta = (root: string) =>
  JSON.parse(readFileSync(join(folder(root), 'meta.json'), 'utf8')) as Record<string, Meta>;

/** Names of the sixteen tables. */
export function tableNames(root = process.cwd()): string[] {
  return Object.keys(meta(root));
}

/** Reads a table. */
export function table(name: string, root = process.cwd()): Table {
  const known = meta(root)[name];
  if (known === undefined) throw new Error(`No table is called ${name}; there are ${tableNames(root).join(', ')}.`);
  const bytes = readFileSync(join(folder(root), `${name}.f64`));
  const data = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const value = (choices: readonly number[]) =>
    data[known.params.reduce((at, param, i) => at * param.values.length + choices[i]!, 0)]!;
  return { ...known, name, data, value };
}

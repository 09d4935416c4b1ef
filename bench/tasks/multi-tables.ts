import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A complete grid of networks with two objectives, both to be minimised (an accuracy has its sign changed). */
export interface MultiTable {
  /** Choices by parameter, in the order of the grid. */
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly rows: number;
  /** Of the exact Pareto front. */
  readonly ideal: readonly [number, number];
  readonly nadir: readonly [number, number];
  /** Of the exact front: scaled so that ideal is 0 and nadir 1, seen from 1.1 in both. */
  readonly hypervolume: number;
  /** Best and median of the first objective alone, and the expectation of random search; only graph networks have it. */
  readonly single: {
    readonly best: number;
    readonly median: number;
    readonly randomBest: Readonly<Record<string, number>>;
  } | null;
  /** Both objectives; null where there is no such network. */
  values(choices: readonly number[]): readonly [number, number] | null;
}

/** Names of the eight tables. */
export const MULTI_NAMES = [
  'nb201_cifar10',
  'nb201_cifar100',
  'nb201_imagenet',
  'nbmacro',
  'nbgraph_arxiv',
  'nbgraph_citeseer',
  'nbgraph_cora',
  'nbgraph_photo',
] as const;

interface Meta {
  readonly params: MultiTable['params'];
  readonly rows: number;
  readonly grid?: string;
  readonly single?: { readonly best: number; readonly median: number; readonly randomBest: Record<string, number> };
  readonly objectives: readonly { readonly direction: 'max' | 'min' }[];
  readonly ideal: readonly number[];
  readonly nadir: readonly number[];
  readonly hypervolume: number;
}

const NOTHING = 65_535;
const read = new Map<string, MultiTable>();

/** Reads a table; once in a process. */
export function multiTable(name: (typeof MULTI_NAMES)[number], root = process.cwd()): MultiTable {
  const known = read.get(name);
  if (known !== undefined) return known;
  const folder = join(root, 'bench/data');
  const meta = (JSON.parse(readFileSync(join(folder, 'multi.json'), 'utf8')) as Record<string, Meta>)[name]!;
  const data = new Float32Array(unzipped(join(folder, `multi/${name}.f32.gz`)));
  const index = meta.grid === undefined ? null : new Uint16Array(unzipped(join(folder, `multi/${meta.grid}.u16.gz`)));
  const sign = meta.objectives.map(({ direction }) => (direction === 'max' ? -1 : 1)) as [number, number];
  const signed = ([a, b]: readonly number[]): [number, number] => [sign[0] * a!, sign[1] * b!];
  const sizes = Object.values(meta.params).map(({ length }) => length);
  const table: MultiTable = {
    params: meta.params,
    rows: meta.rows,
    ideal: signed(meta.ideal),
    nadir: signed(meta.nadir),
    hypervolume: meta.hypervolume,
    single:
      meta.single === undefined
        ? null
        : {
            best: sign[0] * meta.single.best,
            median: sign[0] * meta.single.median,
            randomBest: Object.fromEntries(Object.entries(meta.single.randomBest).map(([at, x]) => [at, sign[0] * x])),
          },
    values(choices) {
      const cell = sizes.reduce((at, size, i) => at * size + choices[i]!, 0);
      const row = index === null ? cell : index[cell]!;
      return index !== null && row === NOTHING ? null : signed([data[row]!, data[meta.rows + row]!]);
    },
  };
  read.set(name, table);
  return table;
}

function unzipped(file: string): ArrayBuffer {
  const bytes = gunzipSync(readFileSync(file));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

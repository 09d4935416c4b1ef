import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { activeOf, type Instance, type Params, type TaskParam, type When } from '../harness/task.ts';

/** What a network says of one data set: regret is counted between `best` and `median`. */
export interface SurrogateInstance {
  /** The best found by random and local search. */
  readonly best: number;
  readonly bestOf20000: number;
  readonly median: number;
  /** Expected best of random search after 25, 50, 100 and 200 trials. */
  readonly randomBest: Readonly<Record<string, number>>;
}

/** A network that answers any configuration of a learner on any of its data sets. */
export interface Surrogate {
  readonly params: readonly TaskParam[];
  readonly target: { readonly name: string; readonly direction: 'min' | 'max' };
  readonly outputs: readonly string[];
  readonly instances: Readonly<Record<string, SurrogateInstance>>;
  /** Configurations and what the original network answers, to hold this evaluation against. */
  readonly examples: readonly {
    readonly instance: string;
    readonly config: Params;
    readonly output: readonly number[];
  }[];
  /** All outputs in natural units; at full fidelity, where no other is given by name. */
  evaluate(instance: string, params: Params, fidelity?: Readonly<Record<string, number>>): Float64Array;
}

/** The networks that are here. */
export type SurrogateName = 'lcbench' | 'rbv2_rpart' | 'rbv2_xgboost' | 'iaml_glmnet';

type Step = readonly [operation: string, operand?: number];
interface Column {
  readonly name: string;
  readonly steps: readonly Step[];
}
interface Header {
  readonly params: readonly (Omit<TaskParam, 'kind' | 'when'> & {
    readonly type: 'int' | 'float' | 'categorical';
    readonly when?: When;
    readonly default: unknown;
  })[];
  readonly fidelity: readonly { readonly name: string; readonly full: number }[];
  readonly target: Surrogate['target'];
  readonly encoding: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly cat: readonly string[];
  readonly cont: readonly Column[];
  readonly output: readonly Column[];
  readonly embeddings: readonly (readonly [rows: number, columns: number])[];
  readonly width: number;
  readonly layers: number;
  readonly gate: number;
  readonly instances: Surrogate['instances'];
  readonly examples: Surrogate['examples'];
  readonly weights: number;
}

const read = new Map<string, Surrogate>();

/** Reads a network; once in a process. */
export function surrogate(name: SurrogateName, root = process.cwd()): Surrogate {
  const known = read.get(name);
  if (known !== undefined) return known;
  const bytes = gunzipSync(readFileSync(join(root, `bench/data/surrogates/${name}.net.gz`)));
  const end = bytes.indexOf(10);
  const header = JSON.parse(bytes.subarray(0, end).toString()) as Header;
  const made: Surrogate = {
    params: header.params.map(({ type, default: _, ...rest }) => ({ ...rest, kind: type }) as TaskParam),
    target: header.target,
    outputs: header.output.map((output) => output.name),
    instances: header.instances,
    examples: header.examples,
    evaluate: evaluator(header, weightsOf(bytes.subarray(end + 1), header.weights)),
  };
  read.set(name, made);
  return made;
}

/** A data set of a surrogate as an instance of a task: minimised, so that an accuracy has its sign changed. */
export function surrogateInstance(name: SurrogateName, id: string, root?: string): Instance {
  const { params, target, outputs, instances, evaluate } = surrogate(name, root);
  const sign = target.direction === 'max' ? -1 : 1;
  const column = outputs.indexOf(target.name);
  const { best, median } = instances[id]!;
  return {
    params,
    best: sign * best,
    median: sign * median,
    values: (chosen) => [sign * evaluate(id, activeOf(params, chosen))[column]!],
  };
}

/** Three planes of bytes, the upper 24 bits of each float32. */
function weightsOf(planes: Uint8Array, count: number): Float32Array {
  const bits = new Uint32Array(count);
  for (let i = 0; i < count; i++)
    bits[i] = (planes[i]! << 24) | (planes[count + i]! << 16) | (planes[2 * count + i]! << 8);
  return new Float32Array(bits.buffer);
}

/** Embedding, one layer, gated residual layers, head: each normalisation is folded into the layer after it. */
function evaluator(header: Header, weights: Float32Array): Surrogate['evaluate'] {
  const { cat, cont, output, embeddings, width, layers, gate, encoding } = header;
  let at = 0;
  const take = (count: number): Float32Array => weights.subarray(at, (at += count));
  const tables = embeddings.map(([rows, columns]) => take(rows * columns));
  const inputs = embeddings.reduce((sum, [, columns]) => sum + columns, 0) + cont.length;
  const dense = (rows: number, columns: number): Dense => ({
    columns,
    weights: take(rows * columns),
    bias: take(rows),
  });
  const first = dense(width, inputs);
  const blocks = Array.from({ length: layers }, () => [dense(2 * gate, width), dense(width, gate)] as const);
  const scale = take(width);
  const shift = take(width);
  const head = dense(output.length, width);
  const full = new Map(header.fidelity.map((each) => [each.name, each.full]));

  const x = new Float64Array(inputs);
  const h = new Float64Array(width);
  const gated = new Float64Array(2 * gate);
  const update = new Float64Array(width);
  const gates = range(gate).map((i) => gate + i);
  const opened = new Int32Array(gate);
  const kept = new Float64Array(gate);

  return (instance, params, fidelity = {}) => {
    let column = 0;
    cat.forEach((name, i) => {
      const value = i === 0 ? instance : (params[name] ?? '#na#');
      const code = encoding[name]![String(value)];
      if (code === undefined) throw new Error(`${name} has no value ${String(value)}.`);
      const [, columns] = embeddings[i]!;
      x.set(tables[i]!.subarray(code * columns, (code + 1) * columns), column);
      column += columns;
    });
    for (const { name, steps } of cont)
      x[column++] = through(steps, Math.fround((fidelity[name] ?? full.get(name) ?? params[name] ?? 0) as number));
    apply(first, x, h);
    for (const [into, back] of blocks) {
      // A closed gate makes its value 0: it is not worked out, and has no say in what follows.
      apply(into, h, gated, gates);
      let open = 0;
      for (let i = 0; i < gate; i++) if (gated[gate + i]! > 0) opened[open++] = i;
      const some = opened.subarray(0, open);
      apply(into, h, gated, some);
      for (let k = 0; k < open; k++) kept[k] = gated[some[k]!]! * gated[gate + some[k]!]!;
      applySome(back, kept, some, update);
      for (let i = 0; i < width; i++) h[i]! += update[i]!;
    }
    for (let i = 0; i < width; i++) h[i] = Math.max(0, scale[i]! * h[i]! + shift[i]!);
    const found = new Float64Array(output.length);
    apply(head, h, found);
    output.forEach(({ steps }, i) => {
      found[i] = through(steps, 1 / (1 + Math.exp(-found[i]!)));
    });
    return found;
  };
}

interface Dense {
  readonly columns: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** out = W x + b in these rows, four at a time: about twice as fast as one. */
function apply({ columns, weights, bias }: Dense, x: Float64Array, out: Float64Array, rows = range(bias.length)): void {
  let k = 0;
  for (; k + 3 < rows.length; k += 4) {
    const [r0, r1, r2, r3] = [rows[k]!, rows[k + 1]!, rows[k + 2]!, rows[k + 3]!];
    const a = r0 * columns;
    const b = r1 * columns;
    const c = r2 * columns;
    const d = r3 * columns;
    let s0 = bias[r0]!;
    let s1 = bias[r1]!;
    let s2 = bias[r2]!;
    let s3 = bias[r3]!;
    for (let i = 0; i < columns; i++) {
      const value = x[i]!;
      s0 += value * weights[a + i]!;
      s1 += value * weights[b + i]!;
      s2 += value * weights[c + i]!;
      s3 += value * weights[d + i]!;
    }
    out[r0] = s0;
    out[r1] = s1;
    out[r2] = s2;
    out[r3] = s3;
  }
  for (; k < rows.length; k++) {
    const row = rows[k]!;
    let sum = bias[row]!;
    for (let i = 0; i < columns; i++) sum += x[i]! * weights[row * columns + i]!;
    out[row] = sum;
  }
}

/** The same where `x` has only the values in columns `some`, in that order, and all others are 0; rows come in fours. */
function applySome({ columns, weights, bias }: Dense, x: Float64Array, some: Int32Array, out: Float64Array): void {
  for (let row = 0; row < bias.length; row += 4) {
    const a = row * columns;
    const b = a + columns;
    const c = b + columns;
    const d = c + columns;
    let s0 = bias[row]!;
    let s1 = bias[row + 1]!;
    let s2 = bias[row + 2]!;
    let s3 = bias[row + 3]!;
    for (let k = 0; k < some.length; k++) {
      const i = some[k]!;
      const value = x[k]!;
      s0 += value * weights[a + i]!;
      s1 += value * weights[b + i]!;
      s2 += value * weights[c + i]!;
      s3 += value * weights[d + i]!;
    }
    out[row] = s0;
    out[row + 1] = s1;
    out[row + 2] = s2;
    out[row + 3] = s3;
  }
}

const ranges = new Map<number, Int32Array>();

/** 0, 1 … `count` − 1. */
function range(count: number): Int32Array {
  if (!ranges.has(count))
    ranges.set(
      count,
      Int32Array.from({ length: count }, (_, i) => i),
    );
  return ranges.get(count)!;
}

const OPERATIONS: Readonly<Record<string, (x: number, operand: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  neg: (x) => -x,
  log: (x) => Math.log(x),
  exp: (x) => Math.exp(x),
  round: (x) => Math.round(x),
};

function through(steps: readonly Step[], x: number): number {
  return steps.reduce((value, [operation, operand = 0]) => OPERATIONS[operation]!(value, operand), x);
}

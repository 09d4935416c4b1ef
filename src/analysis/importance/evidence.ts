import { confirmsOf } from '../../history/repeats.ts';
import { type HistoryView, STATE_CODE } from '../../history/view.ts';
import { cardinality, type Distribution } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/nodes.ts';

/** One stored number of a parameter, where it is drawn from one distribution. */
export interface Part {
  /** Which of the parameters it belongs to. */
  readonly param: number;
  /** As stored: `order#0` for a part of a permutation. */
  readonly stored: string;
  readonly distribution: Distribution;
  /** Shape (results): internal values, NaN = inactive. */
  readonly values: Float64Array;
  /** Which node of the space it is; its own place where there is none. */
  readonly node: number;
}

/** What is known of a study: its complete trials with finite values, in order. */
export interface Evidence {
  readonly names: readonly string[];
  /** Those that can vary alone; constants have no part. */
  readonly parts: readonly Part[];
  readonly count: number;
  /** Rows of the history. */
  readonly rows: Int32Array;
  /** Shape (count × objectives), row-major; lower is better. */
  readonly losses: Float64Array;
  readonly objectives: number;
  /** Shape (count): sum of what constraints are missed by, 0 = feasible. */
  readonly violations: Float64Array;
}

/**
 * Reads what a study knows of some objectives.
 *
 * Trials that failed, were pruned, run or were removed are left out, as are those that only run another one again, and values
 * that are not finite. Infeasible ones stay: what their objective came to is as true as any other.
 *
 * @param chosen indices of objectives
 * @param space  null = none was declared: parameters are those that the trials have
 */
export function evidenceOf(history: HistoryView, chosen: readonly number[], space: SearchSpace | null): Evidence {
  const rows = completeRows(history, chosen);
  const k = history.objectives.length;
  const losses = new Float64Array(rows.length * chosen.length);
  rows.forEach((row, i) => chosen.forEach((o, j) => (losses[i * chosen.length + j] = history.losses[row * k + o]!)));
  const violations = Float64Array.from(rows, (row) => history.violations[row]!);
  const { names, parts } = space === null ? partsOfColumns(history, rows) : partsOfSpace(history, rows, space);
  return { names, parts, count: rows.length, rows, losses, objectives: chosen.length, violations };
}

/** At most so many of the results, evenly spread over the order of trials. */
export function thinned(evidence: Evidence, most: number): Evidence {
  const { count, objectives, losses } = evidence;
  if (count <= most) return evidence;
  const kept = Int32Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
  const of = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]!);
  return {
    ...evidence,
    parts: evidence.parts.map((part) => ({ ...part, values: of(part.values) })),
    count: most,
    rows: kept.map((i) => evidence.rows[i]!),
    losses: Float64Array.from(
      { length: most * objectives },
      (_, at) => losses[kept[Math.floor(at / objectives)]! * objectives + (at % objectives)]!,
    ),
    violations: of(evidence.violations),
  };
}

/** Share of the results in which a parameter was active. */
export function activeShare({ parts, count }: Evidence, param: number): number {
  const own = parts.filter((part) => part.param === param);
  if (own.length === 0) return 1; // a constant
  let active = 0;
  for (let i = 0; i < count; i++) if (own.some(({ values }) => !Number.isNaN(values[i]!))) active++;
  return count === 0 ? 0 : active / count;
}

function completeRows(history: HistoryView, chosen: readonly number[]): Int32Array {
  const k = history.objectives.length;
  const rows = new Int32Array(history.size);
  let count = 0;
  for (let row = 0; row < history.size; row++) {
    if (history.states[row] !== STATE_CODE.complete || confirmsOf(history, row) !== null) continue;
    if (chosen.every((o) => Number.isFinite(history.losses[row * k + o]!))) rows[count++] = row;
  }
  return rows.slice(0, count);
}

interface Params {
  readonly names: readonly string[];
  readonly parts: readonly Part[];
}

function partsOfColumns(history: HistoryView, rows: Int32Array): Params {
  const names: string[] = [];
  const parts: Part[] = [];
  for (const { name, distribution, values } of history.columns.values()) {
    const own = Float64Array.from(rows, (row) => values[row]!);
    if (own.every(Number.isNaN)) continue;
    const param = names.push(name) - 1;
    if (cardinality(distribution) > 1)
      parts.push({ param, stored: name, distribution, values: own, node: parts.length });
  }
  return { names, parts };
}

/** Activity is the space's to say; nodes that share a name are parts of one parameter. */
function partsOfSpace(history: HistoryView, rows: Int32Array, space: SearchSpace): Params {
  const byNode: Float64Array[] = [];
  const uses = new Map<string, number>();
  for (const { name } of space.nodes) uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const { name, when } of space.nodes) {
    const column = history.columns.get(name);
    const values = new Float64Array(rows.length).fill(Number.NaN);
    if (column !== undefined)
      for (let i = 0; i < rows.length; i++)
        if (when.every(({ node, choices }) => choices.includes(byNode[node]![i]!)))
          values[i] = column.values[rows[i]!]!;
    byNode.push(values);
  }
  const names = [...new Set(space.groups.map(({ name }) => name))];
  const place = new Map(names.map((name, i) => [name, i]));
  const parts: Part[] = [];
  for (const { name, nodes } of space.groups)
    for (const node of nodes) {
      const { name: stored, distribution: declared } = space.nodes[node]!;
      // What was drawn before the space was narrowed keeps its place.
      const distribution = uses.get(stored) === 1 ? (history.columns.get(stored)?.distribution ?? declared) : declared;
      if (cardinality(distribution) > 1)
        parts.push({ param: place.get(name)!, stored, distribution, values: byNode[node]!, node });
    }
  return { names, parts };
}

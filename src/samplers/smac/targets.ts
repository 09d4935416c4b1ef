import type { HistoryView } from '../../history/view.ts';
import { normalQuantile } from '../../math/special.ts';
import type { Random } from '../../math/random.ts';
import { type EndLosses, numbersAt } from '../end-losses.ts';
import { type Evidence, STANDING } from '../evidence.ts';
import type { RunOrder } from '../run-order.ts';

/** Share of the plain sum in the weighting of several objectives, which tells weakly dominated trials apart. */
const SUM_SHARE = 0.05;

/** What a forest learns from: rows of finished trials and a number for each, lower is better, on the scale of a standard normal. */
export interface Targets {
  readonly rows: readonly number[];
  /** Shape (rows). */
  readonly values: Float64Array;
  /** So many of the rows, the first ones, are of complete trials, or stand among these; the others stand behind all of them. */
  readonly known: number;
}

/** What places stopped runs among whole ones: with one objective, and with several. */
export interface Orders {
  readonly one: RunOrder;
  readonly several: EndLosses;
}

/**
 * Targets of all trials that have something to say: complete ones by their losses, then paused and pruned ones, the later they were
 * stopped the better; pruned ones where they belong by what all had come to then.
 *
 * Several objectives are weighed against each other at random, anew for each ask, so that many asks together look at every part
 * of the front. Source: Knowles 2006, "ParEGO".
 */
export function targetsOf(evidence: Evidence, history: HistoryView, orders: Orders, stream: Random): Targets {
  const complete = evidence.rows(STANDING.complete).filter((row) => isMeasured(evidence, row));
  const partial = partialRows(evidence, history);
  const stopped = complete.length === 0 ? [] : partial.filter((row) => !evidence.isOpen(row));
  if (evidence.objectives > 1)
    return ofSeveral(evidence, history, orders.several, { complete, partial, stopped }, stream);
  if (stopped.length > 0) return amongEachOther(evidence, history, orders.one, complete, partial);
  const losses = complete.map((row) => evidence.losses[row]!);
  return {
    rows: [...complete, ...partial],
    values: warped(Float64Array.from(losses), partial.length),
    known: complete.length,
  };
}

/** So many of the best are ordered with care. */
const BEST = 100;

/** Targets of whole and stopped runs where some of these may stand among those: each gets a number between the whole ones beside it. */
function amongEachOther(
  { losses, standing }: Evidence,
  history: HistoryView,
  order: RunOrder,
  complete: readonly number[],
  partial: readonly number[],
): Targets {
  const whole = complete.toSorted((a, b) => compare(losses[a]!, losses[b]!) || a - b);
  const best = order.best(history, { whole, partial, lastOf: (row) => lastStep(history, row) }, BEST);
  const isBest = new Set(best);
  const rows = [...best, ...[...whole, ...partial].filter((row) => !isBest.has(row))];
  const places = rows.flatMap((row, i) => (standing[row] === STANDING.complete ? [i] : []));
  const known = numbersAt(
    places,
    places.map((at) => losses[rows[at]!]!),
    places.at(-1)! + 1,
  );
  const values = warped(Float64Array.from(known), rows.length - known.length);
  return { rows, values, known: known.length };
}

/** Targets by a weighting of several objectives: of whole runs and of what stopped ones would have come to, then of the others. */
function ofSeveral(
  evidence: Evidence,
  history: HistoryView,
  order: EndLosses,
  { complete, partial, stopped: ended }: Readonly<Record<'complete' | 'partial' | 'stopped', readonly number[]>>,
  stream: Random,
): Targets {
  const { objectives: k } = evidence;
  const stopped = ended.filter((row) => isMeasured(evidence, row));
  const isAmong = new Set(stopped);
  const lossOf = (row: number, o: number): number => evidence.losses[row * k + o]!;
  const losses = order.of(history, { whole: complete, stopped, lastOf: (row) => lastStep(history, row), lossOf });
  const rest = partial.filter((row) => !isAmong.has(row));
  const values = warped(Float64Array.from(weighted(losses, k, stream)), rest.length);
  return { rows: [...complete, ...stopped, ...rest], values, known: complete.length + stopped.length };
}

/** Has a trial a number for every objective? */
function isMeasured(evidence: Evidence, row: number): boolean {
  for (let o = 0; o < evidence.objectives; o++)
    if (Number.isNaN(evidence.losses[row * evidence.objectives + o]!)) return false;
  return true;
}

/** Sums of k losses each, shape (rows × k), under weights drawn for all. */
function weighted(losses: Float64Array, k: number, stream: Random): number[] {
  const rows = Array.from({ length: losses.length / k }, (_, i) => i);
  const weights = Array.from({ length: k }, () => -Math.log(stream.uniform()));
  const sum = weights.reduce((a, b) => a + b, 0);
  const scaled = weights.map((_, o) =>
    unit(
      warped(
        Float64Array.from(rows, (i) => losses[i * k + o]!),
        0,
      ),
    ),
  );
  return rows.map((i) => {
    let [most, total] = [0, 0];
    for (let o = 0; o < k; o++) {
      const share = (weights[o]! / sum) * scaled[o]![i]!;
      most = Math.max(most, share);
      total += share;
    }
    return most + SUM_SHARE * total;
  });
}

function unit(values: Float64Array): Float64Array {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return values.map((value) => (high > low ? (value - low) / (high - low) : 0.5));
}

/** Partial runs, best first: those stopped late before those stopped early, then by their last value. */
function partialRows(evidence: Evidence, history: HistoryView): number[] {
  const stopped = evidence.rows(STANDING.partial).map((row) => {
    return { row, step: lastStep(history, row), loss: evidence.losses[row * evidence.objectives]! };
  });
  const key = (loss: number): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);
  stopped.sort((a, b) => compare(b.step, a.step) || compare(key(a.loss), key(b.loss)) || a.row - b.row);
  return stopped.map(({ row }) => row);
}

const lastStep = (history: HistoryView, row: number): number =>
  history.reports(row).steps.at(-1) ?? Number.NEGATIVE_INFINITY;

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0); // infinities have no difference

/**
 * Losses as a forest should see them: the better half as it is, the worse half by rank alone, on the scale of the better
 * half's spread; then mean 0 and variance 1. So one loss of 1e12, or infinity, hides nothing.
 *
 * @param losses    no NaN
 * @param following how many more stand behind all of these, in order
 * Source: the half-rank warp of Song et al. 2024, "The Vizier Gaussian process bandit algorithm", §3.3.
 */
export function warped(losses: Float64Array, following: number): Float64Array {
  const count = losses.length + following;
  const finite = losses.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const clamped = losses.map((loss) => (loss === Number.NEGATIVE_INFINITY ? Math.min(low, 0) : loss));
  const order = Array.from({ length: losses.length }, (_, i) => i).sort(
    (a, b) => compare(clamped[a]!, clamped[b]!) || a - b,
  );
  const half = Math.min(losses.length, Math.ceil(count / 2)); // the last of the better half is the middle
  const middle = half === 0 ? 0 : clamped[order[half - 1]!]!;
  const halfSpread = halfSpreadBelow(clamped, order, half, middle);
  const made = new Float64Array(count);
  const place = (rank: number): number => normalQuantile(0.5 + (0.5 * (rank - half + 0.5)) / (count - half + 0.5));
  for (let rank = 0, shared = 0; rank < count; rank++) {
    if (rank >= losses.length) made[rank] = place(rank);
    else {
      const loss = clamped[order[rank]!]!;
      if (rank === 0 || loss !== clamped[order[rank - 1]!]!) shared = rank; // equal losses share a place
      made[order[rank]!] =
        loss <= middle ? (Number.isFinite(loss) ? (loss / 2 - middle / 2) / halfSpread : 0) : place(shared);
    }
  }
  return standard(made);
}

/** Half the root mean square distance of the better half from the middle. */
function halfSpreadBelow(losses: Float64Array, order: readonly number[], half: number, middle: number): number {
  const largest = half === 0 ? 0 : middle / 2 - losses[order[0]!]! / 2; // halves: the difference may be too large a number
  if (!(largest > 0 && Number.isFinite(largest))) return 0.5;
  let squares = 0;
  for (let i = 0; i < half; i++) squares += ((middle / 2 - losses[order[i]!]! / 2) / largest) ** 2;
  return largest * Math.sqrt(squares / half);
}

function standard(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 1;
  return values.map((value) => (value - mean) * scale);
}

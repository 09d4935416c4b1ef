import { index, type Random } from '../../math/random.ts';

/** Draws of results with repetition. */
const DRAWS = 100;

/**
 * How much to trust models of earlier studies: the share of draws in which each misranks the fewest pairs of results, and
 * fewer than chance does, which misranks every other one.
 *
 * Chance itself is better than a model of no use in half of the draws: so that share is worth nothing, and what is beyond it
 * counts twice. A model that misleads loses its say after a few results.
 *
 * Source: RGPE, Feurer et al. 2018, "Scalable meta-learning for Bayesian optimization". There the study's own model takes part
 * in the contest; here it is built on what the others say, so that only their worth is in question.
 *
 * @param losses the study's results, in any monotone form
 * @param earlier each earlier model's prediction of each result
 * @param stream random numbers for this alone
 * @returns a weight in [0, 1] for each earlier model; their sum is at most 1
 */
export function rankingWeights(
  losses: ArrayLike<number>,
  earlier: readonly ArrayLike<number>[],
  stream: Random,
): readonly number[] {
  const n = losses.length;
  const faults = earlier.map((predictions) => faultsOf(losses, predictions));
  const chance = faultsOf(losses, new Float64Array(n)); // ties everywhere: half of each pair
  const times = new Float64Array(n);
  const shares = earlier.map(() => 0);
  for (let d = 0; d < DRAWS; d++) {
    times.fill(0);
    for (let i = 0; i < n; i++) times[index(stream, n)]!++;
    const totals = faults.map((each) => total(each, times));
    const least = Math.min(...totals);
    if (least >= total(chance, times)) continue;
    const winners = shares.map((_, k) => k).filter((k) => totals[k] === least);
    for (const k of winners) shares[k]! += 1 / (winners.length * DRAWS);
  }
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.map((share) => (sum > 0.5 ? (share / sum) * (2 * sum - 1) : 0));
}

/** Shape (n × n), lower triangle: 1 where the predictions rank the pair the other way round, ½ where they tie. */
function faultsOf(losses: ArrayLike<number>, predictions: ArrayLike<number>): Float64Array {
  const n = losses.length;
  const faults = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const truth = Math.sign(losses[i]! - losses[j]!);
      const said = Math.sign(predictions[i]! - predictions[j]!);
      if (truth !== 0) faults[i * n + j] = said === 0 ? 0.5 : said === truth ? 0 : 1;
    }
  return faults;
}

/** The faults of a draw in which result i comes `times[i]` times. */
function total(faults: Float64Array, times: Float64Array): number {
  const n = times.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (times[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < i; j++) row += times[j]! * faults[i * n + j]!;
    sum += times[i]! * row;
  }
  return sum;
}

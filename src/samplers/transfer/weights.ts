import { index, type Random } from '../../math/random.ts';

/** Draws of results with repetition. */
const DRAWS = 100;

/** An earlier model whose usual draw is worse than this share of the own model's draws is not listened to. */
const WORST = 0.95;

/**
 * How much to trust models of earlier studies: the share of draws in which each misranks the fewest pairs of results.
 *
 * The study's own model takes part, each of its predictions made without the result itself, and so does chance, which misranks
 * every other pair: their shares are what is missing to 1. So a model that misleads is dropped after a few results, and a
 * related one is trusted until the study itself knows more.
 *
 * Source: RGPE, Feurer et al. 2018, "Scalable meta-learning for Bayesian optimization"; dropping: its §4.2.
 *
 * @param losses the study's results, in any monotone form
 * @param own the own model's prediction of each result from all others
 * @param earlier each earlier model's prediction of each result
 * @param stream random numbers for this alone
 * @returns a weight in [0, 1] for each earlier model; their sum is at most 1
 */
export function rankingWeights(
  losses: ArrayLike<number>,
  own: ArrayLike<number>,
  earlier: readonly ArrayLike<number>[],
  stream: Random,
): readonly number[] {
  const n = losses.length;
  const ownFaults = faultsOf(losses, own);
  const faults = earlier.map((predictions) => faultsOf(losses, predictions));
  const chance = faultsOf(losses, new Float64Array(n)); // ties everywhere: half of each pair
  const ownDraws = new Float64Array(DRAWS);
  const draws = earlier.map(() => new Float64Array(DRAWS));
  const times = new Float64Array(n);
  for (let d = 0; d < DRAWS; d++) {
    times.fill(0);
    for (let i = 0; i < n; i++) times[index(stream, n)]!++;
    ownDraws[d] = Math.min(total(ownFaults, times), total(chance, times));
    faults.forEach((each, k) => {
      draws[k]![d] = total(each, times);
    });
  }
  const limit = ownDraws.slice().sort()[Math.floor(WORST * DRAWS)]!;
  const kept = draws.map((each) => each.slice().sort()[DRAWS / 2]! <= limit);
  const weights = earlier.map(() => 0);
  for (let d = 0; d < DRAWS; d++) {
    let least = ownDraws[d]!;
    draws.forEach((each, k) => {
      if (kept[k]) least = Math.min(least, each[d]!);
    });
    if (least === ownDraws[d]) continue; // no better than chance or the own model: no reason for trust
    const winners = weights.map((_, k) => k).filter((k) => kept[k] && draws[k]![d] === least);
    for (const k of winners) weights[k]! += 1 / (winners.length * DRAWS);
  }
  return weights;
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

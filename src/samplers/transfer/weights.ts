/**
 * The predictions that misrank the fewest pairs of results, best first.
 *
 * @param losses the study's results, in any monotone form
 * @param predictions each model's prediction of each result
 * @param most how many are wanted
 * @returns indices of predictions
 */
export function leastMisranking(
  losses: ArrayLike<number>,
  predictions: readonly ArrayLike<number>[],
  most: number,
): readonly number[] {
  const faults = predictions.map((each) => misranked(losses, each));
  const order = predictions.map((_, k) => k).sort((a, b) => faults[a]! - faults[b]! || a - b);
  return order.slice(0, most);
}

/** How many pairs the predictions rank the other way round; a tie is half a fault. */
function misranked(losses: ArrayLike<number>, predictions: ArrayLike<number>): number {
  let faults = 0;
  for (let i = 0; i < losses.length; i++)
    for (let j = 0; j < i; j++) {
      const truth = Math.sign(losses[i]! - losses[j]!);
      const said = Math.sign(predictions[i]! - predictions[j]!);
      if (truth !== 0 && said !== truth) faults += said === 0 ? 0.5 : 1;
    }
  return faults;
}

/**
 * Probabilities of explanations beside the one that does without them, all as probable as each other before.
 *
 * @param gains log evidence of each, less that of doing without
 * @returns a number in [0, 1] for each; what is missing to 1 is the probability of doing without
 */
export function probabilities(gains: readonly number[]): readonly number[] {
  const most = Math.max(0, ...gains);
  const odds = gains.map((gain) => Math.exp(gain - most));
  const sum = odds.reduce((all, each) => all + each, Math.exp(-most));
  return odds.map((each) => each / sum);
}

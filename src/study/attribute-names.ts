// What a trial's course leaves among its system attributes.

/** The checkpoint that a trial named last, and the last step reported then: `{ step, checkpoint, seconds }`. */
export const CHECKPOINT = 'vernier:checkpoint';

/** Why a trial was stopped or paused: `{ by, step, why }`, the pruner's name or `limit`, the last step, a sentence or null. */
export const PRUNED = 'vernier:pruned';

/** The checkpoint of the trial that this one repeats. */
export const RESUME = 'vernier:resume';

/** Why a trial started from nothing though it had a checkpoint. */
export const ANEW = 'vernier:anew';

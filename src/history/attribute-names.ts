// What a trial's course leaves among its system attributes; what its decisions look at is named in history/lineage.ts.

/** The checkpoint that a trial named last, and the last step reported then: `{ step, checkpoint, seconds }`. */
export const CHECKPOINT = 'vernier:checkpoint';

/** Why a trial was stopped or paused: `{ by, step, why }`, the pruner's name, `limit` or `objective` (the function itself), the last step, a sentence or null. */
export const PRUNED = 'vernier:pruned';

/** Trial system attribute: it belongs to the cheap start that its user asked for. The first one has what was asked for, the values of `lowCost`; the others `true`. */
export const LOW_COST = 'vernier:low-cost';

/** Trial system attribute: somebody asked for the settings of another trial with some of them changed. The number of that trial. */
export const EDIT_OF = 'vernier:edit-of';

/** Trial system attribute: it is another one once more, to see whether that was as good as it looked: `{ trial, repeat }`, counted from 1. */
export const CONFIRMS = 'vernier:confirms';

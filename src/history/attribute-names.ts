// What a trial's course leaves among its system attributes; what its decisions look at is named in history/lineage.ts.

/** The checkpoint that a trial named last, and the last step reported then: `{ step, checkpoint, seconds }`. */
export const CHECKPOINT = 'vernier:checkpoint';

/** Why a trial was stopped or paused: `{ by, step, why }`, the pruner's name or `limit`, the last step, a sentence or null. */
export const PRUNED = 'vernier:pruned';

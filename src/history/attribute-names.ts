// What a trial's course leaves among its system attributes; what its decisions look at is named in history/lineage.ts.

/** The checkpoint that a trial named last, and the last step reported then: `{ step, checkpoint, seconds }`. */
export const CHECKPOINT = 'vernier:checkpoint';

/** Why a trial was stopped or paused: `{ by, step, why }`, the pruner's name, `limit` or `objective` (the function itself), the last step, a sentence or null. */
export const PRUNED = 'vernier:pruned';

/**
 * Trial system attribute: what a running trial was told, from the verdict on: `{ verdict, by, step, why }`, `stop` or `pause` and as in
 * `PRUNED`. Who takes it over when its worker dies ends it by that.
 */
export const VERDICT = 'vernier:verdict';

/** Trial system attribute: it belongs to the cheap start that its user asked for. The first one has what was asked for, the values of `lowCost`; the others `true`. */
export const LOW_COST = 'vernier:low-cost';

/** Trial system attribute: somebody asked for the settings of another trial with some of them changed. The number of that trial. */
export const EDIT_OF = 'vernier:edit-of';

/** Trial system attribute: it is another one once more, to see whether that was as good as it looked: `{ trial, repeat }`, counted from 1. */
export const CONFIRMS = 'vernier:confirms';

/** Trial system attribute: the process that runs it, an `Owner`. */
export const OWNER = 'vernier:owner';

/** Trial system attribute: why it failed: `{ code, message, hint }`. */
export const ERROR = 'vernier:error';

/** Trial system attribute: what did not go as asked, a sentence for the user. */
export const WARNING = 'vernier:warning';

/**
 * Trial system attribute: what its sampler knew when it proposed, a `Seen`. With `@` and a number behind it: what it knew when it
 * drew the parameter after so many others.
 */
export const SEEN = 'vernier:seen';

/** Trial system attribute: what its sampler remembers of its choice; `why` is a sentence for the user. */
export const NOTES = 'vernier:notes';

/** Trial system attribute: true = its settings are those that its user started from. */
export const START = 'vernier:start';

/** Trial system attribute: the number of the trial with the same parameters whose result it was given, so that nothing ran. */
export const REUSED = 'vernier:reused';

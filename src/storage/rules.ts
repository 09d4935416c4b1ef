/** System attribute of a trial: the process that runs it. */
export const OWNER = 'vernier:owner';

/** System attribute of a trial that repeats a lost one: that one's number. No budget counts it. */
export const RETRY = 'vernier:retry-of';

import * as fc from 'fast-check';

// A change is judged by its own faults, not by luck: laws draw the same cases each time, and new ones in the slow form,
// where a failure names its seed.
if (process.env['VERNIER_FULL'] !== '1') fc.configureGlobal({ seed: 20_261_126 });

import type { Sampler } from '../../samplers/sampler.ts';

/** Samplers of the catalog whose asks take milliseconds; those of all others are over before a thread has heard of them. */
const SLOW = new Set(['auto', 'gp', 'smac']);

/**
 * The same sampler, thinking in a worker thread: meanwhile the study hears its running trials.
 *
 * The thread has a copy of the history and computes exactly the same proposals; it starts with the first ask, until it is
 * ready proposals are made in place, and it never keeps a process alive. `threads`, `processes` and `command` use it by
 * themselves where it pays; by hand it is for studies that are asked and told, in a server for example.
 * A sampler that the catalog does not have runs in place.
 *
 * @example
 * const study = await createStudy({ space, sampler: threaded(gp()) });
 */
export function threaded(sampler: Sampler): Sampler {
  return threadedAs(sampler, { waits: false });
}

/** The same for a sampler whose asks are worth it; others stay as they are. */
export function threadedWherePays(sampler: Sampler): Sampler {
  return SLOW.has(sampler.name) ? threaded(sampler) : sampler;
}

/** The sampler in a thread. `waits`: also the first proposals wait for it. */
export function threadedAs(sampler: Sampler, { waits }: { readonly waits: boolean }): Sampler {
  const { name, options, traits } = sampler;
  return {
    name,
    ...(options === undefined ? {} : { options }),
    traits,
    start(problem) {
      const local = sampler.start(problem); // refuses at once what it cannot search
      return Promise.resolve(local).then(async (run) => {
        if (run.members || !(await isInCatalog(sampler))) return run; // members are judged at once
        const { ThreadedRun } = await import('./run.ts');
        return new ThreadedRun(sampler, problem, run, waits);
      });
    },
  };
}

/** Would the thread, which knows a name and options only, make the same sampler? A name of the catalog stands for its sampler. */
async function isInCatalog({ name, options }: Sampler): Promise<boolean> {
  const { catalog, samplerByName } = await import('../../samplers/catalog.ts');
  if (!catalog.some((entry) => entry.name === name)) return false;
  try {
    return JSON.stringify(samplerByName(name, options).options ?? {}) === JSON.stringify(options ?? {});
  } catch {
    return false; // options that the catalog's sampler does not have
  }
}

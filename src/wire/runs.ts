import { z } from 'zod';

// Programs that are started and stopped over HTTP.

const instant = z.number();

/** A run that was started here. */
export const run = z
  .object({
    n: z.number().int(),
    id: z.string(),
    by: z.string(),
    /** What runs. */
    file: z.string(),
    /** Does it go on when the server ends? */
    keep: z.boolean(),
    pid: z.number().int(),
    startedAt: instant,
    state: z.enum(['running', 'stopping', 'ended']),
    endedAt: instant.nullable(),
    /** Exit code; null = it runs, or was ended by a signal. */
    code: z.number().int().nullable(),
    signal: z.string().nullable(),
  })
  .meta({ id: 'Run' });

/** The runs of a study. */
export const runs = z
  .object({
    runs: z.array(run),
    /** Where programs may be started from; null = whoever asks may start none. */
    folders: z.array(z.string()).nullable(),
    /** The config that the study was made of; null = it was made elsewhere. */
    config: z.object({ text: z.string(), by: z.string(), at: instant }).nullable(),
  })
  .meta({ id: 'Runs' });

/** What is to be started. */
export const runStart = z
  .strictObject({
    file: z.string().min(1).max(4096).optional().meta({
      description:
        'A config file or script inside of an allowed folder; left out = the config that the study was made of.',
    }),
    folder: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .meta({ description: 'Where that config is run: an allowed folder.' }),
    keep: z.boolean().optional().meta({ description: 'Go on when the server ends. Default false.' }),
  })
  .refine(
    ({ file, folder }) => file === undefined || folder === undefined,
    'A file lies in its own folder: leave folder out.',
  )
  .meta({ id: 'RunStart' });

/** How a run is ended. */
export const runEnd = z.strictObject({ force: z.boolean().optional() }).meta({ id: 'RunEnd' });

/** A piece of what a run printed. */
export const runOutput = z
  .object({
    text: z.string(),
    /** Where to go on from, in bytes. */
    next: z.number().int(),
    isWhole: z.boolean(),
  })
  .meta({ id: 'RunOutput' });

import { z } from 'zod';

// What may be changed over HTTP.

/** Any JSON; objects are taken as they are, whatever their keys are called. */
const json = z.unknown().meta({ description: 'Any JSON value.' });

/**
 * An object whose keys are names of users' own. Not `z.record`: that leaves a key `__proto__` out, and what was sent is to be kept
 * or refused, never dropped.
 */
const named = (what: string) =>
  z
    .custom<Readonly<Record<string, unknown>>>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      { message: `${what} is an object.` },
    )
    .meta({ type: 'object', additionalProperties: true, description: what });

/** A setting that somebody wishes to see tried. */
export const wish = z
  .strictObject({
    params: named('Parameters by name; those left out are chosen when the trial starts, or are those of `from`.'),
    from: z
      .number()
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Number of a trial whose parameters are taken over.' }),
    attributes: named('Attributes of the new trial.').optional(),
  })
  .meta({ id: 'Wish' });

/** A stop of one trial. */
export const stop = z
  .strictObject({ reason: z.string().max(1000).optional() })
  .meta({ id: 'Stop', description: 'The trial is told to end at its next report, and counts as pruned.' });

/** A pause of a study. */
export const pause = z
  .strictObject({ reason: z.string().max(1000).optional() })
  .meta({ id: 'Pause', description: 'No trial starts until the study is resumed; those that run go on.' });

/** The config of a study: the text of a file, or the same as JSON. */
export const studyText = z
  .union([
    z.strictObject({ yaml: z.string().min(1).max(64_000) }),
    z.strictObject({ config: named('The keys of a config file.') }),
  ])
  .meta({ id: 'StudyText' });

/** Limits that go before those of the runs of a study; null = as each run was started, left out = as it is. */
export const settings = z
  .strictObject({
    trials: z.number().nullable().optional().meta({ description: 'How many trials the study may have in all.' }),
    concurrency: z.number().nullable().optional().meta({ description: 'Trials at once in each run.' }),
    deadline: z.number().nullable().optional().meta({ description: 'When runs end; milliseconds since 1970 UTC.' }),
    noImprovement: z
      .number()
      .nullable()
      .optional()
      .meta({ description: 'Trials that end without an improvement until runs do.' }),
    confirm: z
      .number()
      .nullable()
      .optional()
      .meta({ description: 'Best trials that are run again, with other seeds, once a run has ended.' }),
    pruner: z
      .strictObject({ name: z.string(), options: named('Options by name.').optional() })
      .nullable()
      .optional()
      .meta({
        description:
          'Who ends trials that will not win. Where the study has it already, options that are not named stay.',
      }),
  })
  .refine((said) => Object.keys(said).length > 0, 'Say which limit is to change.')
  .meta({ id: 'Settings', description: 'Runs heed them within a second, or at their next ask.' });

/** Changes of the space, made in order. */
export const spaceChanges = z
  .strictObject({
    changes: z
      .array(
        z.discriminatedUnion('type', [
          z.strictObject({ type: z.literal('range'), parameter: z.string(), low: z.number(), high: z.number() }),
          z.strictObject({
            type: z.literal('forbid'),
            parameter: z.string(),
            choices: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1),
          }),
        ]),
      )
      .min(1)
      .max(1000),
  })
  .meta({ id: 'SpaceChanges', description: 'Other ends of ranges, and choices that are tried no more.' });

/** What a changed space keeps. */
export const spacePreview = z
  .object({
    /** A sentence each. */
    differences: z.array(z.string()),
    /** Trials with parameters; those of them that could still be chosen. */
    trials: z.number().int(),
    inside: z.number().int(),
    /** Numbers of trials: the best one, and the best one that could still be chosen. null = none, or several objectives. */
    best: z.number().int().nullable(),
    bestInside: z.number().int().nullable(),
    /** Ended trials that models learn from as they are, and those that they take to lie at the nearest bound. */
    learnt: z.number().int(),
    clamped: z.number().int(),
    /** Trials in the queue that ask for a value which could no longer be chosen: another one would be. */
    queued: z.number().int(),
  })
  .meta({ id: 'SpacePreview' });

/** One change that was made here. */
export const journalEntry = z
  .object({
    n: z.number().int(),
    action: z.string(),
    by: z.string(),
    /** Milliseconds since 1970 UTC. */
    at: z.number(),
    trial: z.number().int().nullable(),
    /** The key of an attribute, the number of the change that was undone. */
    key: z.string().nullable(),
    detail: z.string().nullable(),
    /** What was there before; left out where it was not kept. */
    before: z.unknown().optional(),
    undone: z.object({ by: z.string(), at: z.number() }).nullable(),
    /** Can it be taken back? Only the attempt tells for sure. */
    undoable: z.boolean(),
  })
  .meta({ id: 'JournalEntry' });

/** The last changes, the newest first. */
export const journal = z.object({ changes: z.array(journalEntry) }).meta({ id: 'Journal' });

/** An attribute's new value. */
export const attribute = z.strictObject({ value: json }).meta({ id: 'Attribute' });

/** The name of the study that is to go, written out: an address may be mistaken. */
export const deletion = z.strictObject({ name: z.string() }).meta({ id: 'Deletion' });

/** What is exchanged for a session. */
export const login = z
  .union([
    z.strictObject({ token: z.string().max(500) }),
    z.strictObject({ name: z.string().max(64), password: z.string().max(1000) }),
  ])
  .meta({ id: 'Login' });

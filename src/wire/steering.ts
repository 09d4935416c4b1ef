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
    params: named('Parameters by name; those left out are chosen when the trial starts.'),
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

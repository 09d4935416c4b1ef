import { z } from 'zod';

// What the server says of the files of trials.

/** A file that a trial has left for people to look at. */
export const artifact = z
  .object({
    /** Path in the trial's folder of artifacts; of one that Optuna keeps, the name it was given. */
    name: z.string(),
    /** Where it is to be had, on this server; null = it is not at hand here. */
    address: z.string().nullable(),
    /** What can be made of it. */
    kind: z.enum(['image', 'audio', 'video', 'table', 'text', 'other']),
    /** The media type that it is served as. */
    type: z.string(),
    /** null = not known. */
    bytes: z.number().int().nullable(),
    /** Milliseconds since 1970 UTC; null = not known. */
    changedAt: z.number().nullable(),
  })
  .meta({ id: 'Artifact' });

/** The artifacts of a trial. `more`: there are others beyond those listed. */
export const artifactList = z.object({ artifacts: z.array(artifact), more: z.boolean() }).meta({ id: 'ArtifactList' });

/** A piece of what a trial's program has printed: whole lines of plain text. Positions are bytes of its log. */
export const trialLog = z
  .object({
    text: z.string(),
    /** Where the piece begins; below what was asked for where the log began anew. */
    from: z.number().int(),
    /** Where to go on. */
    next: z.number().int(),
    /** How long the log is now; null = there is none on this machine. */
    bytes: z.number().int().nullable(),
    /** So many bytes were left out of the middle. */
    omitted: z.number().int(),
    /** The trial has ended, and this is the last piece. */
    isOver: z.boolean(),
  })
  .meta({ id: 'TrialLog' });

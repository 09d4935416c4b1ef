import { z } from 'zod';

// The messages of the server, as schemas: the server checks what it is sent by them, and its description (OpenAPI) is made of them.
// Clients take only their types.

/** A number that JSON has no word for is a text: `"NaN"`, `"Infinity"`, `"-Infinity"`. */
export const wireNumber = z.union([z.number(), z.literal(['NaN', 'Infinity', '-Infinity'])]);

/** Milliseconds since 1970 UTC. */
const instant = z.number();

/** Where a trial stands. */
export const trialState = z.enum(['waiting', 'running', 'paused', 'complete', 'pruned', 'failed', 'removed']);

const endState = z.enum(['complete', 'pruned', 'failed']);
const direction = z.enum(['minimize', 'maximize']);

/** One number to be made small or large. */
export const objective = z.object({ name: z.string(), direction }).meta({ id: 'Objective' });

const choice = z.union([z.string(), z.number(), z.boolean(), z.null(), z.object({ number: wireNumber })]);

/** What one stored number may be. */
export const distribution = z
  .union([
    z.object({
      kind: z.literal('float'),
      low: z.number(),
      high: z.number(),
      log: z.boolean(),
      step: z.number().nullable(),
    }),
    z.object({ kind: z.literal('int'), low: z.number(), high: z.number(), log: z.boolean(), step: z.number() }),
    z.object({ kind: z.literal('categorical'), choices: z.array(choice), ordered: z.boolean() }),
  ])
  .meta({ id: 'Distribution' });

/** JSON texts by key; NaN and infinities in them are bare words, as Python writes them. */
const texts = z.record(z.string(), z.string());

/** A whole trial as it is streamed: internal values, exactly as stored. */
export const trialRecord = z
  .object({
    id: z.number().int(),
    number: z.number().int(),
    state: trialState,
    params: z.record(z.string(), z.object({ distribution, internal: z.number() })),
    values: z.array(wireNumber).nullable(),
    reports: z.array(z.tuple([z.number().int(), z.array(wireNumber)])),
    metrics: z.record(z.string(), z.array(z.tuple([z.number().int(), wireNumber]))),
    constraints: z.record(z.string(), wireNumber),
    userAttributes: texts,
    systemAttributes: texts,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'TrialRecord' });

const id = z.number().int();

/** One change of a study, as it is streamed. */
export const change = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('trial'), trial: trialRecord }),
    z.object({ type: z.literal('started'), id, at: instant }),
    z.object({ type: z.literal('suggested'), id, name: z.string(), distribution, internal: z.number() }),
    z.object({ type: z.literal('reported'), id, step: z.number().int(), values: z.array(wireNumber) }),
    z.object({
      type: z.literal('logged'),
      id,
      step: z.number().int(),
      metrics: z.record(z.string(), wireNumber),
    }),
    z.object({ type: z.literal('constrained'), id, key: z.string(), value: wireNumber }),
    z.object({
      type: z.literal('attributed'),
      id,
      owner: z.enum(['user', 'system']),
      key: z.string(),
      /** The value as JSON text. */
      json: z.string(),
    }),
    z.object({ type: z.literal('paused'), id, checkpoint: z.string().nullable(), at: instant }),
    z.object({ type: z.literal('finished'), id, state: endState, values: z.array(wireNumber).nullable(), at: instant }),
    z.object({ type: z.literal('removed'), id }),
  ])
  .meta({ id: 'Change' });

/** The event `changes`: apply them in order. */
export const changesEvent = z.object({ changes: z.array(change) }).meta({ id: 'ChangesEvent' });

/** The event `reset`, the last of its stream: load the snapshot, and listen again from the cursor that comes with it. */
export const resetEvent = z.object({ why: z.string() }).meta({ id: 'ResetEvent' });

/** The event `trouble`: why the storage does not answer; null = it does again. */
export const troubleEvent = z
  .object({ message: z.string().nullable(), hint: z.string().nullable() })
  .meta({ id: 'TroubleEvent' });

/** A note in Markdown. */
export const note = z
  .object({
    text: z.string(),
    /** Counts its changes; 0 = there has never been one. */
    version: z.number().int(),
  })
  .meta({ id: 'Note' });

/** A note's new text, and the version that it was made from. */
export const noteEdit = z
  .strictObject({ text: z.string().max(100_000), version: z.number().int().min(0) })
  .meta({ id: 'NoteEdit' });

/** How many trials stand where, and the best of them. */
export const studySummary = z
  .object({
    trials: z.number().int(),
    states: z.record(trialState.exclude(['removed']), z.number().int()),
    /** One objective: the best trial and its value, the mean of its repeats where it has some. null = none yet, or several objectives. */
    best: z.object({ number: z.number().int(), value: wireNumber }).nullable(),
    /** One objective: the best value so far, after ever more trials; at most 60 numbers. */
    spark: z.array(wireNumber),
    /** When a trial last started or ended; null = none has. */
    lastChange: instant.nullable(),
    /** When it was counted. */
    at: instant,
  })
  .meta({ id: 'StudySummary' });

/** Limits that were set for a study, by whom, and when; each null = as its runs say, all of it null = none is set. */
export const studyLimits = z
  .object({
    trials: z.number().nullable(),
    concurrency: z.number().nullable(),
    /** When runs end. */
    deadline: instant.nullable(),
    noImprovement: z.number().nullable(),
    confirm: z.number().nullable(),
    pruner: z.object({ name: z.string(), options: z.record(z.string(), z.unknown()).nullable() }).nullable(),
    by: z.string(),
    at: instant,
  })
  .nullable()
  .meta({ id: 'StudyLimits' });

/** A study as the list has it. */
export const study = z
  .object({
    /** Stays the same for the study's whole life, and is given to no other one. */
    id: z.string(),
    name: z.string(),
    objectives: z.array(objective),
    attributes: z.record(z.string(), z.unknown()),
    /** Words to find it by: the attribute `vernier:tags`. */
    tags: z.array(z.string()),
    /** How many trials it is to have; null = that was not said. */
    planned: z.number().nullable(),
    /** Who has paused it, why, and when; null = nobody. */
    paused: z.object({ by: z.string(), why: z.string().nullable(), at: instant }).nullable(),
    /** Limits that were set for it, which go before those of its runs; null = none. */
    limits: studyLimits,
    /** null = it has not been counted yet: ask again. */
    summary: studySummary.nullable(),
  })
  .meta({ id: 'Study' });

/** One study by itself. */
export const studyDetail = study
  .extend({
    summary: studySummary,
    /** Parameters by stored name. */
    parameters: z.array(z.object({ name: z.string(), distribution })),
    metrics: z.array(z.string()),
    note,
    /** How it searches, as stored; null where Optuna made it. */
    setup: z.unknown(),
    /** The declared search space, as stored; null where none was declared. */
    space: z.unknown(),
    /** Where `events` goes on from here. */
    cursor: z.string(),
  })
  .meta({ id: 'StudyDetail' });

/** All studies. */
export const studyList = z.object({ studies: z.array(study) }).meta({ id: 'StudyList' });

/** A trial for people and programs: values by objective, parameters as the user means them. */
export const trial = z
  .object({
    number: z.number().int(),
    state: trialState,
    values: z.record(z.string(), wireNumber).nullable(),
    params: z.record(z.string(), z.unknown()),
    constraints: z.record(z.string(), wireNumber),
    attributes: z.record(z.string(), z.unknown()),
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    seconds: z.number().nullable(),
    /** How many steps it has reported. */
    steps: z.number().int(),
    /** Why it was stopped, failed, or warns; null = nothing of that. */
    why: z.string().nullable(),
  })
  .meta({ id: 'Trial' });

/** One trial with all that it has reported. */
export const trialDetail = trial
  .extend({
    reports: z.array(z.tuple([z.number().int(), z.array(wireNumber)])),
    metrics: z.record(z.string(), z.array(z.tuple([z.number().int(), wireNumber]))),
    note,
  })
  .meta({ id: 'TrialDetail' });

/** A page of trials. `total` counts all that were asked for, on every page. */
export const trialPage = z.object({ total: z.number().int(), trials: z.array(trial) }).meta({ id: 'TrialPage' });

/** An error: what was found, what was expected, and what to do. */
export const failure = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      hint: z.string().nullable(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  })
  .meta({ id: 'Failure' });

/** Rights. `run` is to start programs. */
export const scope = z.enum(['read', 'write', 'run', 'admin']);

/** Who is asking, and what they may do. */
export const session = z
  .object({
    who: z.string(),
    scopes: z.array(scope),
    /** The only study that may be seen; null = all. */
    study: z.string().nullable(),
    /** To be sent as `Vernier-CSRF` with every change where a cookie says who is asking; null = it need not. */
    csrf: z.string().nullable(),
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'Session' });

/** Is the server well? */
export const health = z
  .object({ ok: z.boolean(), trouble: z.string().nullable(), version: z.string() })
  .meta({ id: 'Health' });

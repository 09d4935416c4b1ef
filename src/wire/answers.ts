import type { z } from 'zod';
import type * as messages from './messages.ts';
import type * as running from './runs.ts';
import type * as steering from './steering.ts';

// What the server answers, as types: clients take these, and no schema.

/** A study as the list has it. */
export type StudyItem = z.infer<typeof messages.study>;
/** One study by itself. */
export type StudyDetail = z.infer<typeof messages.studyDetail>;
/** All studies. */
export type StudyList = z.infer<typeof messages.studyList>;
/** A trial for people and programs. */
export type TrialItem = z.infer<typeof messages.trial>;
/** A trial with all that it has reported. */
export type TrialDetail = z.infer<typeof messages.trialDetail>;
/** Who is asking, and what they may do. */
export type SessionAnswer = z.infer<typeof messages.session>;
/** A right. */
export type ScopeName = z.infer<typeof messages.scope>;
/** What a change of a space would keep. */
export type SpacePreview = z.infer<typeof steering.spacePreview>;
/** One change that somebody made through a server. */
export type ChangeEntry = z.infer<typeof steering.journalEntry>;
/** A run that a server has started. */
export type RunItem = z.infer<typeof running.run>;
/** The runs of a study, and what may be started. */
export type RunList = z.infer<typeof running.runs>;
/** A piece of what a run printed. */
export type RunOutput = z.infer<typeof running.runOutput>;
/** The body of an answer that refuses. */
export type FailureAnswer = z.infer<typeof messages.failure>;
/** The data of the event `trouble`. */
export type TroubleData = z.infer<typeof messages.troubleEvent>;
/** The data of the event `changes`. */
export type ChangesData = z.infer<typeof messages.changesEvent>;

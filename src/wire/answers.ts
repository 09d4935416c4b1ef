import type { z } from 'zod';
import type * as messages from './messages.ts';

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
/** The body of an answer that refuses. */
export type FailureAnswer = z.infer<typeof messages.failure>;
/** The data of the event `trouble`. */
export type TroubleData = z.infer<typeof messages.troubleEvent>;
/** The data of the event `changes`. */
export type ChangesData = z.infer<typeof messages.changesEvent>;

/// <reference lib="webworker" />
import type { StudyDetail } from 'vernier/client';
import { historyOf } from '../../../src/history/snapshot-writer.ts';
import { aboutOf } from './about.ts';
import { type Costly, type CostlyQuestion, outcomeOf } from './costly.ts';

/** A question, and the study that it is about as it was when it was asked. */
export interface Task {
  /** Of a snapshot. */
  readonly bytes: ArrayBuffer;
  readonly study: Pick<StudyDetail, 'setup' | 'space'>;
  readonly question: CostlyQuestion;
  readonly asks: Costly[CostlyQuestion]['asks'];
}

self.addEventListener('message', ({ data: { bytes, study, question, asks } }: MessageEvent<Task>) =>
  self.postMessage(outcomeOf(historyOf({ size: 0, bytes }), aboutOf(study), question, asks)),
);

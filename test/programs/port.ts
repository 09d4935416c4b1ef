import type { Score, Task, TaskPort } from '../../src/execution/executor.ts';
import type { Json, Verdict } from '../../src/history/record.ts';

/** A port that writes down what a program says. */
export interface RecordingPort extends TaskPort {
  readonly reports: { readonly step: number; readonly score: Score; readonly at: number }[];
  readonly attributes: Record<string, Json>;
  checkpoint: string | null;
  /** The step that was said of it; undefined = none. */
  checkpointStep: number | undefined;
}

/** A port for one trial; rules as told. */
export function recordingPort(
  rule: (step: number) => Verdict = () => 'continue',
  until: number | null = null,
): RecordingPort {
  const port: RecordingPort = {
    reports: [],
    attributes: {},
    checkpoint: null,
    checkpointStep: undefined,
    suggest: () => 0.45,
    async report(score, step) {
      port.reports.push({ step, score, at: performance.now() });
      const verdict = rule(step);
      return { verdict, until: verdict === 'continue' ? until : null };
    },
    setConstraint() {},
    setAttribute(key, value) {
      port.attributes[key] = value;
    },
    setCheckpoint(reference, step) {
      port.checkpoint = reference;
      port.checkpointStep = step;
    },
  };
  return port;
}

/** A task with one objective, `loss`. */
export function taskWith(params: Task['params'] = {}, more: Partial<Task> = {}): Task {
  return {
    study: 'programs',
    studyId: '5b0c',
    number: 0,
    objectives: [{ name: 'loss', direction: 'minimize' }],
    params,
    until: null,
    resume: null,
    ...more,
  };
}

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task, TaskPort } from '../../execution/executor.ts';
import { CheckpointPort } from './port.ts';

test('a checkpoint that is named before the first report of a retry from nothing is of step 0', async () => {
  const steps: (number | undefined)[] = [];
  const inner: Partial<TaskPort> = {
    report: async () => ({ verdict: 'continue', until: null }),
    setCheckpoint: (_, step) => void steps.push(step),
    runsFrom: () => undefined,
  };
  const task: Partial<Task> = { study: 'digits', studyId: '1', number: 0, resume: null };
  const port = new CheckpointPort(inner as TaskPort, join(tmpdir(), 'vernier-no-such-folder'), task as Task);
  await port.report(1, 5);
  port.setCheckpoint('/gone/state');
  expect(port.again(null, false)).toBeNull();
  port.setCheckpoint('/gone/state');
  expect(steps).toEqual([5, 0]);
});

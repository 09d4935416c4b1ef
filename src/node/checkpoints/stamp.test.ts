import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Task } from '../../execution/executor.ts';
import { checkpointFault, isWholeFolder, stampFolder, trialOfPath, whereItLies } from './stamp.ts';
import { checkpointPath } from '../executors/trial-folder.ts';

const base = mkdtempSync(join(tmpdir(), 'vernier-stamps-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let count = 0;
let root = '';
beforeEach(() => {
  root = join(base, String(count++), 'trials');
});

const task = { study: 'digits', studyId: '7', number: 12 } as Task;
const copied = { ...task, number: 3 };
const folderOf = (place = root): string => checkpointPath(place, copied);

/** What trial 3 saved at step 4. */
function saved(): string {
  stampFolder(folderOf(), { study: '7', trial: 3, step: 4 });
  const checkpoint = join(folderOf(), 'step-4', 'state.json');
  mkdirSync(join(folderOf(), 'step-4'));
  writeFileSync(checkpoint, '{}');
  return checkpoint;
}

test.skipIf(process.platform === 'win32')(
  'a checkpoint is known by the end of its path: through a link, and as a path from the working folder (only where links can be made)',
  () => {
    const checkpoint = saved();
    symlinkSync(root, `${root}-link`);
    for (const [from, named] of [
      [`${root}-link`, checkpoint],
      [root, checkpoint.replace(root, `${root}-link`)],
      [root, relative(join(root, '..'), checkpoint)],
    ] as const) {
      const resume = { step: 4, checkpoint: named };
      expect(trialOfPath(from, task, named)).toBe(3);
      expect(checkpointFault(from, task, resume)).toBeNull();
      expect(whereItLies(from, task, resume)).toBe(resume);
    }
    expect(isWholeFolder(`${root}-link`, task, folderOf())).toBe(true);
    expect(isWholeFolder(root, task, checkpoint)).toBe(false);
    expect(trialOfPath(root, { ...task, studyId: '8' }, checkpoint)).toBeNull();
    expect(trialOfPath(root, task, 'epoch 4')).toBeNull();
    const away = `s3://bucket${checkpoint.replace('step-4', 'step-5')}`; // a copy that only the program can look for
    expect(checkpointFault(root, task, { step: 5, checkpoint: away })).toBeNull();
  },
);

test('folders that were moved, or copied, are gone on from where they are now', () => {
  const resume = { step: 4, checkpoint: saved(), seconds: 2 };
  const place = `${root}-copied`;
  cpSync(root, place, { recursive: true });
  const here = { ...resume, checkpoint: resume.checkpoint.replace(root, place) };
  expect(whereItLies(place, task, resume)).toEqual(here);
  rmSync(place, { recursive: true });
  const kept = join(base, 'kept', relative(join(root, '..'), resume.checkpoint)); // by the program itself
  cpSync(resume.checkpoint, kept, { recursive: true });
  expect(checkpointFault(place, task, { step: 4, checkpoint: kept })).toBeNull();
  expect(whereItLies(place, task, resume)).toBe(resume); // the copy has none; the old one is still there
  renameSync(root, place);
  expect(whereItLies(place, task, resume)).toEqual(here);
  writeFileSync(here.checkpoint, '');
  expect(whereItLies(place, task, resume)).toBe(resume);
  expect(checkpointFault(place, task, resume)).toContain(`${resume.checkpoint} of step 4 is not there any more`);
});

test('a folder that was emptied is no checkpoint, stamp or not', () => {
  const checkpoint = folderOf();
  saved();
  expect(checkpointFault(root, task, { step: 4, checkpoint })).toBeNull();
  rmSync(join(checkpoint, 'step-4'), { recursive: true });
  expect(checkpointFault(root, task, { step: 4, checkpoint })).toContain('is an empty folder');
  mkdirSync(join(base, 'elsewhere'));
  expect(checkpointFault(root, task, { step: 4, checkpoint: join(base, 'elsewhere') })).toContain('an empty folder');
});

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRoom, writeRoom } from './room.ts';
import { studyPath } from '../executors/trial-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'vernier-room-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('what cannot be written leaves nothing behind', async () => {
  const study = { study: 'digits', studyId: '1' };
  const room = { limit: 10, removed: [3] };
  const folder = studyPath(root, study);
  mkdirSync(join(folder, 'checkpoints.json'), { recursive: true }); // nothing can take its place
  await expect(writeRoom(root, study, room)).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['checkpoints.json']);
  rmSync(join(folder, 'checkpoints.json'), { recursive: true });
  await writeRoom(root, study, room);
  expect(await readRoom(root, study)).toEqual(room);
});

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isGroupAlive, realm } from './process-table.ts';
import { endLeftovers } from './ledger.ts';

// The whole way, with real parents that are killed, is in test/e2e/orphans.test.ts.

let place: string;
let folder: string;
const before = process.env.TMPDIR;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'vernier-ledger-'));
  folder = join(place, `vernier-${process.getuid!()}`);
  process.env.TMPDIR = place;
});

afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(place, { recursive: true });
});

test('a folder that others can write to is refused: its ledgers could name any process', async () => {
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  await expect(endLeftovers()).rejects.toMatchObject({ code: 'storage-unavailable' });
  rmSync(folder, { recursive: true });
  symlinkSync('/tmp', folder);
  await expect(endLeftovers()).rejects.toMatchObject({ code: 'storage-unavailable' });
  rmSync(folder);
  expect(await endLeftovers()).toBe(0);
});

test('a group whose number belongs to somebody else by now is left alone', async () => {
  const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  await endLeftovers();
  const file = ledgerFile(`+${stranger.pid} an earlier start\n`);
  expect(await endLeftovers()).toBe(0);
  expect(isGroupAlive(stranger.pid!)).toBe(true);
  expect(existsSync(file)).toBe(false);
  process.kill(-stranger.pid!, 'SIGKILL');
});

test('ledgers of another realm, and what is no ledger, are left alone', async () => {
  await endLeftovers();
  const elsewhere = join(folder, '1-x.groups');
  writeFileSync(elsewhere, `${JSON.stringify({ realm: 'another host', pid: 1, start: 'never', mark: 'x' })}\n`);
  const other = join(folder, 'notes.txt');
  writeFileSync(other, 'hello');
  expect(await endLeftovers()).toBe(0);
  expect(existsSync(elsewhere) && existsSync(other)).toBe(true);
});

test('half a ledger is none, and goes', async () => {
  await endLeftovers();
  const file = join(folder, '2-y.groups');
  writeFileSync(file, '{"realm": "h');
  expect(await endLeftovers()).toBe(0);
  expect(existsSync(file)).toBe(false);
});

/** A ledger of a process that is gone. */
function ledgerFile(lines: string): string {
  const file = join(folder, '3-z.groups');
  writeFileSync(file, `${JSON.stringify({ realm: realm(), pid: 2 ** 22 + 1, start: 'gone', mark: 'z' })}\n${lines}`);
  return file;
}

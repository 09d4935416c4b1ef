import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processStart, thisHost } from './owner.ts';

test('this process is alive, also when asked by another object', () => {
  const { self } = thisHost();
  expect(self.pid).toBe(process.pid);
  expect(thisHost().alive(self)).toBe(true);
});

test('the same pid with another start is another process', () => {
  const host = thisHost();
  expect(host.alive({ ...host.self, startedAt: host.self.startedAt + 1 })).toBe(false);
});

test('of another host nothing is known', () => {
  const host = thisHost();
  expect(host.alive({ ...host.self, host: 'elsewhere' })).toBeNull();
});

test('a child is alive until it is killed', async () => {
  const host = thisHost();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const startedAt = processStart(child.pid!) ?? 0;
  const owner = { host: host.self.host, pid: child.pid!, startedAt };
  expect(host.alive(owner)).toBe(true);
  if (process.platform !== 'win32') expect(host.alive({ ...owner, startedAt: startedAt - 1 })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(host.alive(owner)).toBe(false);
});

test('a pid that nobody has', () => {
  const host = thisHost();
  expect(host.alive({ host: host.self.host, pid: 2 ** 22 + 1, startedAt: 1 })).toBe(false);
});

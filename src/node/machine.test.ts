import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resourcesChart } from '../analysis/charts/resources.ts';
import type { Executor } from '../execution/executor.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import { createStudy } from '../study/opening/create.ts';
import { command } from './executors/command.ts';
import { machineWatch, pauseAt } from './machine.ts';

const { PATH } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vernier-machine-'));
});
afterEach(() => {
  process.env['PATH'] = PATH;
  rmSync(folder, { recursive: true, force: true });
});

const made = () =>
  createStudy({ storage: memory(), sampler: random(), space: space({ x: float(0, 1) }), seed: 1, name: 's' });

/** Runs a shell command for a while, in a group of its own, under a watch that looks twenty times a second. */
function watching(code: string, ms: number, gpus: readonly string[] | null = null, isWanted = true): Executor {
  const machine = machineWatch(isWanted, { everyMs: 50, share: 0.5 });
  return {
    capacity: 1,
    identity: null,
    attend(study) {
      const leave = machine.attend(study);
      return async () => leave();
    },
    async run(task) {
      const child = spawn('sh', ['-c', code], { detached: true, stdio: 'ignore' });
      const rest = machine.watch(task, child.pid!, gpus);
      await new Promise((resolve) => setTimeout(resolve, ms));
      rest();
      process.kill(-child.pid!, 'SIGKILL');
      return { state: 'complete', score: 1 };
    },
    close: async () => undefined,
  };
}

const isLinux = process.platform === 'linux';

test.runIf(isLinux)('what a busy group uses, its ended children included, over the time of its trial', async () => {
  const study = await made();
  const busy = 'while :; do sh -c "i=0; while [ \\$i -lt 20000 ]; do i=\\$((i+1)); done"; done';
  await study.optimize(watching(busy, 1500), { trials: 1 });
  await study.optimize(watching('sleep 60', 1000), { trials: 2 });
  const curves = (row: number) =>
    Object.fromEntries(resourcesChart(study.history, row).curves.map((one) => [one.name, one]));
  const [hard, idle] = [curves(0), curves(1)];
  expect(Object.keys(hard).toSorted()).toEqual(['system/cpu', 'system/memory']);
  expect(hard['system/cpu']!.unit).toBe('percent');
  expect(hard['system/cpu']!.mean).toBeGreaterThan(15); // the machine has others to serve
  expect(hard['system/cpu']!.mean).toBeLessThan(150);
  expect(idle['system/cpu']!.mean).toBeLessThan(5);
  expect(idle['system/memory']!.peak).toBeGreaterThan(100_000);
  const seconds = [...hard['system/cpu']!.seconds!];
  expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
  expect(seconds.at(-1)).toBeLessThan(2);
  expect([...hard['system/cpu']!.steps]).toEqual(seconds.map((_, i) => i));
});

test.runIf(isLinux)('nothing is recorded where it is not wanted, nor of the first moments', async () => {
  const study = await made();
  await study.optimize(watching('sleep 60', 500, null, false), { trials: 1 });
  await study.optimize(watching('sleep 60', 10), { trials: 2 });
  expect(study.history.metricNames).toEqual([]);
});

test.runIf(isLinux)('devices as nvidia-smi tells of them: those that the trial may use', async () => {
  const script = `#!/bin/sh
[ "$1" = "--query-gpu=index,uuid,utilization.gpu,memory.used,power.draw" ] || exit 1
while :; do
  echo "0, GPU-aa, 91, 2048, 250.5"
  echo "1, GPU-bb, 7, 100, [N/A]"
  sleep 0.1
done
`;
  writeFileSync(join(folder, 'nvidia-smi'), script, { mode: 0o755 });
  process.env['PATH'] = `${folder}:${PATH}`;
  const study = await made();
  await study.optimize(watching('sleep 60', 1500), { trials: 1 });
  await study.optimize(watching('sleep 60', 1500, ['GPU-bb']), { trials: 2 });
  const lastOf = (row: number, name: string) => study.history.metric(row, name)?.values.at(-1) ?? null;
  expect(['system/gpu0', 'system/gpu0/memory', 'system/gpu0/power'].map((name) => lastOf(0, name))).toEqual([
    91,
    2 ** 31,
    250.5,
  ]);
  expect([lastOf(0, 'system/gpu1'), lastOf(0, 'system/gpu1/power')]).toEqual([7, null]);
  expect([lastOf(1, 'system/gpu0'), lastOf(1, 'system/gpu1')]).toEqual([null, 7]);
});

test('a trial of a month has some hundred points', () => {
  let [age, points] = [0, 0];
  for (; age < 30 * 86_400_000; age += pauseAt(age)) points++;
  expect(points).toBeLessThan(600);
});

test.runIf(isLinux)(
  'programs are watched by themselves; the option turns it off',
  async () => {
    const study = await made();
    const seen = join(folder, 'seen');
    const words = ['sh', '-c', `until test -e ${seen}; do sleep 0.2; done; echo 'vernier {"value": 1}'`];
    const executor = command(words, { cwd: folder, capacity: 2 });
    const off = command(words, { cwd: folder, capacity: 2, machine: false });
    const other = await made();
    const runs = [study.optimize(executor, { trials: 1 }), other.optimize(off, { trials: 1 })];
    while (study.history.metricNames.length === 0) await new Promise((wake) => setTimeout(wake, 100));
    writeFileSync(seen, '');
    await Promise.all(runs);
    await Promise.all([executor.close(), off.close()]);
    expect(study.history.metric(0, 'system/seconds')!.values.length).toBeGreaterThan(0);
    expect(other.history.metricNames).toEqual([]);
  },
  30_000,
);

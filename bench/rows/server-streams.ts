import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from 'vernier/sqlite';
import type { Row } from '../measurement.ts';

const STREAMS = 500;
const CHANGES_A_SECOND = 200;
const SECONDS = 30;
/** Streams that have just been opened measure their opening. */
const SETTLING_MS = 3000;

// A process that reports at a steady pace: eight trials run at once, each ends after fifty reports. A report's value is its instant.
const TELLER = `
import { sqlite } from 'vernier/sqlite';
const [file, perSecond, seconds] = process.argv.slice(1);
const storage = sqlite(file, { durability: 'normal' });
const { id: study } = await storage.findStudy('s');
const now = () => performance.timeOrigin + performance.now();
const begin = async () => ({ id: (await storage.createTrials(study, [{ state: 'running', startedAt: now() }]))[0].id, step: 0 });
const open = await Promise.all(Array.from({ length: 8 }, begin));
const began = now();
let told = 0;
while (now() - began < seconds * 1000) {
  const due = ((now() - began) / 1000) * perSecond;
  if (told >= due) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    continue;
  }
  const trial = open[told++ % open.length];
  await storage.write(study, [{ type: 'reported', id: trial.id, step: ++trial.step, values: [now()] }]);
  if (trial.step < 50) continue;
  await storage.write(study, [{ type: 'finished', id: trial.id, state: 'complete', values: [0.5], at: now() }]);
  open[open.indexOf(trial)] = await begin();
}
await storage.close();
console.log(told);
`;

// A process that holds all streams, and notes for each event how long its oldest report was on the way.
const LISTENERS = `
import { get } from 'node:http';
const [url, cookie, count, settling] = process.argv.slice(1);
const now = () => performance.timeOrigin + performance.now();
const delays = [];
let [open, reports, since] = [0, 0, Infinity];
for (let i = 0; i < count; i++) {
  await new Promise((resolve) => setTimeout(resolve, 25)); // an address may ask fifty times a second
  get(url, { agent: false, headers: { cookie } }, (answer) => {
    if (answer.statusCode !== 200) throw new Error('status ' + answer.statusCode);
    if (++open === Number(count)) { since = now() + Number(settling); console.log('open'); }
    answer.on('data', (bytes) => {
      const at = now();
      const values = bytes.toString('latin1').matchAll(/"reported"[^}]*"values":\\[([\\d.]+)\\]/g);
      for (const [, sent] of values) {
        if (sent < since) continue;
        delays.push(at - sent);
        reports++;
      }
    });
    answer.on('close', () => process.exit(1));
  });
}
process.stdin.on('end', () => {
  const sorted = Float64Array.from(delays).sort();
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  console.log(JSON.stringify({ reports, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: sorted.at(-1) }));
  process.exit(0);
}).resume();
`;

/** How long changes take to those who listen, where many do. */
export const serverStreams: Row = {
  id: 'server-streams',
  what: `${STREAMS} open event streams, ${CHANGES_A_SECOND} reports a second from another process, the server on one core: 99 of 100 reports are delivered within (its memory stays below 400 MB)`,
  unit: 'ms',
  limit: { atMost: 500 },
  async measure({ progress }) {
    const folder = mkdtempSync(join(tmpdir(), 'vernier-bench-'));
    const children: ChildProcess[] = [];
    const start = (file: string, args: readonly string[]) => {
      const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      children.push(child);
      return child;
    };
    const script = (code: string, ...args: readonly string[]) =>
      start(process.execPath, ['--input-type=module', '-e', code, ...args]);
    try {
      const file = join(folder, 'vernier.db');
      const storage = sqlite(file);
      await storage.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
      await storage.close();
      const serve = [
        process.execPath,
        'dist/cli/main.js',
        'serve',
        '--json',
        '--port',
        '0',
        '--storage',
        `sqlite:${file}`,
      ];
      const server =
        process.platform === 'linux' ? start('taskset', ['-c', '0', ...serve]) : start(serve[0]!, serve.slice(1));
      const { url, link } = JSON.parse(await line(server));
      const cookie = (await fetch(link)).headers.get('set-cookie')!.split(';')[0]!;
      const snapshot = await fetch(`${url}/api/studies/1/snapshot`, { headers: { cookie } });
      const cursor = snapshot.headers.get('vernier-cursor');
      const listeners = script(
        LISTENERS,
        `${url}/api/studies/1/events?cursor=${cursor}`,
        cookie,
        String(STREAMS),
        String(SETTLING_MS),
      );
      await line(listeners);
      progress(`${STREAMS} streams are open`);
      let megabytes = 0;
      const watch = setInterval(() => {
        megabytes = Math.max(megabytes, memoryOf(server.pid!));
      }, 500);
      const told = await line(script(TELLER, file, String(CHANGES_A_SECOND), String(SECONDS)));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      clearInterval(watch);
      const found = line(listeners);
      listeners.stdin!.end();
      const { reports, p50, p95, p99, most } = JSON.parse(await found);
      const dropped = (await (await fetch(`${url}/metrics`, { headers: { cookie } })).text()).match(
        /dropped_total (\d+)/,
      )![1];
      progress(`${told} told, ${reports} delivered; p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms; ${megabytes} MB`);
      return {
        value: p99,
        holds: megabytes < 400 && Number(dropped) === 0,
        detail: { told: Number(told), reports, p50, p95, p99, most, megabytes, dropped: Number(dropped) },
      };
    } finally {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The next line that a process prints. */
function line(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const ended = (code: number | null) => reject(new Error(`A helper process ended with ${code}.`));
    child.once('close', ended);
    child.stdout!.on('data', function take(piece: Buffer) {
      text += String(piece);
      if (!text.includes('\n')) return;
      child.off('close', ended);
      child.stdout!.off('data', take);
      resolve(text.slice(0, text.indexOf('\n')));
    });
  });
}

/** Megabytes that a process holds in memory now; 0 where the system does not tell. */
function memoryOf(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024);
  } catch {
    return 0;
  }
}

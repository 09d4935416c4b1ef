// `npm run dev`: studies to look at, one of which moves, served with the dashboard. Everything lies in `.cache/demo` and is made once.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sqlite } from 'vernier/sqlite';
import { many, moving, STUDIES } from './studies.ts';

const folder = fileURLToPath(new URL('../../.cache/demo/', import.meta.url));
const file = process.argv[2] ?? `${folder}vernier.db`;
mkdirSync(folder, { recursive: true });
const isNew = !existsSync(file);
const storage = sqlite(file, { durability: 'normal' });
if (isNew) {
  for (const [i, make] of STUDIES.entries()) {
    process.stdout.write(`Making studies to look at: ${i + 1} of ${STUDIES.length + 1}\r`);
    await make(storage);
  }
  process.stdout.write('Making studies to look at: a hundred thousand trials …\n');
  await many('a hundred thousand trials', 100_000)(storage);
}
const server = spawn(
  process.execPath,
  [
    fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url)),
    'serve',
    '--port',
    '0',
    '--storage',
    `sqlite:${file}`,
  ],
  { stdio: 'inherit' },
);
const ended = new AbortController();
server.once('exit', () => ended.abort());
await moving(storage, 400, ended.signal);
await storage.close();

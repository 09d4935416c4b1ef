import { execFileSync } from 'node:child_process';
import { median, type Row } from '../measurement.ts';

const ROUNDS = 15;
const node = (args: readonly string[]) => execFileSync(process.execPath, args, { encoding: 'utf8' });

/** What `vernier --help` takes. */
export const cliHelp: Row = {
  id: 'cli-help',
  what: `vernier --help, from start to end of the process: median of ${ROUNDS}`,
  unit: 'ms',
  limit: { atMost: 180 },
  async measure() {
    const bare: number[] = [];
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      bare.push(timed(() => node(['-e', '0'])));
      times.push(timed(() => node(['dist/cli/main.js', '--help'])));
    }
    return { value: median(times), peers: [{ name: 'node -e 0', value: median(bare) }], detail: { times } };
  },
};

/** What importing the package takes in a process that has just begun. */
export const importVernier: Row = {
  id: 'import-vernier',
  what: `import 'vernier' in a new process, without the start of Node itself: median of ${ROUNDS}`,
  unit: 'ms',
  limit: { atMost: 60 },
  async measure() {
    const code = "const t = performance.now(); await import('vernier'); console.log(performance.now() - t)";
    const times = Array.from({ length: ROUNDS }, () => Number(node(['--input-type=module', '-e', code])));
    return { value: median(times), detail: { times } };
  },
};

function timed(run: () => void): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

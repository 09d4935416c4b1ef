import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { again, againConfirming, ownName, type Started, studyWords, typable } from './again.ts';

const from = (path: string, typed: readonly string[] = ['run', 'tune.yaml'], env: Started['env'] = {}): Started => ({
  argv: ['/usr/bin/node', path, ...typed],
  env: { PATH: '/usr/bin:/usr/local/bin:/home/me/app/node_modules/.bin', ...env },
  cwd: '/home/me/app',
});
const PATH_INSTALL = '/usr/local/bin/vernier';
const budget = { trials: 30, seconds: 90, computeSeconds: 5400, maxCost: 50 };
const used = { budget, spending: { computeSeconds: 5399.9, cost: 49.8 } };
const study = { name: 'tune', trials: 20, storage: null, used };

test('the program is called as a shell finds it', () => {
  expect(ownName(from(PATH_INSTALL))).toBe('vernier');
  expect(ownName(from('/home/me/app/node_modules/.bin/vernier'))).toBe('npx vernier');
  expect(ownName(from('/home/me/vernier/dist/cli/main.js'))).toBe('npx vernier');
  expect(typable('See them: vernier trials. "vernier" alone stays.', from('/x/main.js'))).toBe(
    'See them: npx vernier trials. "vernier" alone stays.',
  );
  for (const command of ['doctor', 'explain 5', 'importance', 'chart', 'forecast', 'serve'])
    expect(typable(`vernier ${command}`, from('/x/main.js'))).toBe(`npx vernier ${command}`);
});

test('a command is typed with the storage that this program was told', () => {
  const told = (...typed: readonly string[]): string =>
    typable('See vernier trials a, or vernier run FILE.', from(PATH_INSTALL, typed));
  const named = "See vernier trials --storage 'sqlite:my studies.db' a, or vernier run FILE.";
  expect(told('best', '-s', 'sqlite:my studies.db')).toBe(named);
  expect(told('run', '--storage=sqlite:my studies.db', '--', 'python', 't.py', '-s', '3')).toBe(named);
  expect(told('run', '--', 'python', 't.py', '-s', '3')).toBe('See vernier trials a, or vernier run FILE.');
  const own = 'vernier serve --storage sqlite:PATH';
  expect(typable(own, from(PATH_INSTALL, ['best', '-s', 'a.db']))).toBe(own);
});

test('a name is typed so that a shell takes it as it is', () => {
  expect(studyWords('digits-2')).toBe('digits-2');
  expect(studyWords('-x')).toBe('-- -x');
  expect(studyWords('$(touch x) `y`')).toBe("'$(touch x) `y`'");
  expect(studyWords('\x1b[31m')).toBe("$'\\x1b[31m'");
});

describe('the command that goes on', () => {
  test('is the same, with twice the trials where they are used up', () => {
    expect(again('seconds', study, from(PATH_INSTALL))).toBe('vernier run tune.yaml');
    expect(again('trials', study, from(PATH_INSTALL))).toBe('vernier run tune.yaml --trials 40');
    const typed = ['run', '-n', '20', '--plain', '--trials=7', '--', 'sh', '-n', 'x.sh'];
    expect(again('trials', study, from(PATH_INSTALL, typed))).toBe('vernier run --plain --trials 40 -- sh -n x.sh');
  });

  test('raises a limit of the study that is used up: the same one would end at once', () => {
    expect(again('cost', study, from(PATH_INSTALL))).toBe('vernier run tune.yaml --max-cost 100');
    const typed = ['run', 't.ts', '--max-cost=50', '--compute', '90m'];
    expect(again('computeSeconds', study, from(PATH_INSTALL, typed))).toBe(
      'vernier run t.ts --max-cost=50 --compute 3h',
    );
    const overspent = { ...used, budget: { ...budget, computeSeconds: 0, maxCost: 0.0001 } };
    expect(again('cost', { ...study, used: overspent }, from(PATH_INSTALL))).toBe(
      'vernier run tune.yaml --max-cost 99.6',
    );
    expect(againConfirming('cost', study, from(PATH_INSTALL))).toBe('vernier run tune.yaml --max-cost 100 --trials 20');
    expect(againConfirming('signal', study, from(PATH_INSTALL))).toBe('vernier run tune.yaml --trials 20');
  });

  test('offers something where nothing was allowed: twice of it is nothing', () => {
    const nothing = {
      budget: { ...budget, computeSeconds: 0, maxCost: 0 },
      spending: { computeSeconds: 0, cost: null },
    };
    const started = from(PATH_INSTALL, ['run', 't.ts', '--max-cost', '0']);
    expect(again('cost', { ...study, used: nothing }, started)).toBe('vernier run t.ts --max-cost 1');
    expect(again('computeSeconds', { ...study, used: nothing }, from(PATH_INSTALL))).toBe(
      'vernier run tune.yaml --compute 1m',
    );
  });

  test('raises the trials beside what has ended the last of them: there are no further ones', () => {
    const last = { ...study, trials: 30 };
    const typed = from(PATH_INSTALL, ['run', 't.ts', '-n', '30', '-t', '90']);
    expect(again('seconds', last, typed)).toBe('vernier run t.ts --time 3m --trials 60');
    expect(again('cost', last, typed)).toBe('vernier run t.ts -t 90 --max-cost 100 --trials 60');
    expect(again('failures', last, from(PATH_INSTALL))).toBe('vernier run tune.yaml --trials 60');
    expect(again('signal', last, from(PATH_INSTALL))).toBe('vernier run tune.yaml');
    expect(again('seconds', { ...study, used: { ...used, budget: { ...budget, trials: null } } }, typed)).toBe(
      'vernier run t.ts -n 30 -t 90',
    );
  });

  test('shows what was found where nothing is left to search', () => {
    expect(again('exhausted', study, from(PATH_INSTALL))).toBe('vernier trials --sort value tune');
    expect(again('target', { ...study, name: '-x', storage: 'sqlite:a b.db' }, from(PATH_INSTALL))).toBe(
      "vernier trials --sort value --storage 'sqlite:a b.db' -- -x",
    );
  });

  test('names the folder where npm was called in another one', () => {
    expect(again('trials', study, from('/home/me/dist/main.js', ['run', 'a.ts'], { INIT_CWD: '/home/me' }))).toBe(
      'cd app && npx vernier run a.ts --trials 40',
    );
  });

  test.skipIf(process.platform === 'win32')(
    'law: what is printed has no control characters, and a shell reads it as typed',
    () => {
      const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !text.includes('\0'));
      fc.assert(
        fc.property(fc.oneof(word, fc.constantFrom('\x1b[31m', 'a\nb', "it's\x07", '\\\x1b', 'é\x1b')), (typed) => {
          const line = again('seconds', study, from(PATH_INSTALL, [typed]));
          expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
          const read = execFileSync('bash', ['--norc', '-c', line.replace('vernier', "printf '%s'")], {
            stdio: ['ignore', 'pipe', 'ignore'],
          });
          expect(read.toString()).toBe(typed);
        }),
        { numRuns: 40 },
      );
    },
  );
});

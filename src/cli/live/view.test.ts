import { describe, expect, test } from 'vitest';
import { drawCurve } from './braille.ts';
import { PLAIN } from '../style.ts';
import { duration, fit, proseLines, safe, safeLines, short, table, width } from '../text.ts';
import { gainWords, type View, viewLines } from './view.ts';

const view: View = {
  study: 'digits',
  objectives: [{ name: 'loss', direction: 'minimize' }],
  sampler: 'tpe',
  trials: 60,
  seconds: null,
  elapsed: 12,
  outlook: null,
  spent: [],
  pruner: null,
  left: 31,
  counts: { complete: 13, pruned: 3, failed: 1, running: 2, waiting: 0, paused: 0 },
  best: [{ number: 12, objective: 'loss', value: 0.087123, params: { rate: 0.0031, optimizer: 'adam' } }],
  promise: null,
  reference: 0.134,
  front: null,
  curve: [4, 3, 3, 2, 2, 1, 0.5],
  why: null,
  running: [
    { number: 17, seconds: 4, step: 3, report: { loss: 0.31 } },
    { number: 18, seconds: 1, step: null, report: {} },
  ],
  failures: [{ number: 4, reason: 'The program ended with exit code 1.' }],
  notice: null,
  warnings: [],
  doing: 'Looking around.',
};

describe('the live view', () => {
  test('says what going on would gain, in a line of its own below what is spent', () => {
    const lines = viewLines(
      { ...view, spent: ['2 EUR spent'], outlook: '25 more trials: expected gain 0' },
      80,
      24,
      PLAIN,
    );
    expect(lines.slice(2, 4)).toEqual(['2 EUR spent', '25 more trials: expected gain 0']);
  });

  test('says which pruner judges, and why, where there is room', () => {
    const pruner = 'auto has chosen curve, which stops trials: none has kept a checkpoint';
    expect(
      viewLines({ ...view, pruner }, 80, 30, PLAIN)
        .slice(2, 4)
        .join(' '),
    ).toBe(`The pruner ${pruner}.`);
    expect(viewLines({ ...view, pruner }, 80, 4, PLAIN).join()).not.toContain('pruner');
  });

  test('says which trial looks best while none is complete', () => {
    const promise = 'Trial 2, running at epoch 9, looks best so far and is expected to end at about 0.31.';
    const lines = (best: View['best']) => viewLines({ ...view, best, promise }, 100, 24, PLAIN);
    expect(lines([])[3]).toBe(promise);
    const narrow = viewLines({ ...view, best: [], promise }, 80, 24, PLAIN);
    expect(narrow.slice(3, 5).join(' ')).toBe(promise);
    expect(lines(view.best).join()).not.toContain('looks best');
  });

  test('in a terminal of the usual size', () => {
    expect(viewLines(view, 80, 24, PLAIN).map((line) => line.trimEnd())).toEqual([
      'digits · minimize loss · tpe                               12 s, about 31 s left',
      '███████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  17 of 60 trials · 3 pruned · 1 failed',
      '',
      'Best  loss 0.08712  trial 12   default 0.134, 35 % smaller',
      '      rate 0.0031   optimizer adam',
      '',
      expect.stringMatching(/^ {8}4 [\u2800-\u28ff]{60}$/),
      expect.stringMatching(/^ {10}[\u2800-\u28ff]{60}$/),
      expect.stringMatching(/^ {10}[\u2800-\u28ff]{60}$/),
      expect.stringMatching(/^ {6}0\.5 [\u2800-\u28ff]{60}$/),
      '',
      'Running',
      '      #17    4 s      step 3  loss 0.31',
      '      #18    1 s      nothing reported yet',
      '',
      'Failed',
      '      #4     The program ended with exit code 1.',
      '',
      'Looking around.',
    ]);
  });

  test('the newest warning, and how many there are', () => {
    const warnings = ['The sampler failed: no memory', 'All results are equal.'];
    expect(viewLines({ ...view, warnings }, 80, 24, PLAIN)[2]).toBe('Warning (and 1 more): All results are equal.');
    expect(viewLines({ ...view, warnings: [warnings[0]!] }, 80, 24, PLAIN)[2]).toBe(`Warning: ${warnings[0]}`);
  });

  test('what is spent of computation and money, and what is left', () => {
    const spent = ['4 s of 10 min 0 s computed, 9 min 56 s left', '3.2 of 20 EUR spent, 16.8 left'];
    expect(viewLines({ ...view, spent }, 80, 24, PLAIN)[2]).toBe(`${spent[0]} · ${spent[1]}`);
  });

  test.each([
    [80, 24],
    [40, 12],
    [24, 6],
    [20, 5],
    [200, 80],
  ])('never larger than the terminal: %i × %i', (columns, rows) => {
    const crowd: View = {
      ...view,
      study: '名'.repeat(60),
      running: Array.from({ length: 50 }, (_, i) => ({ number: i, seconds: i, step: i, report: { loss: 1 } })),
    };
    const lines = viewLines(crowd, columns, rows, PLAIN);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(columns);
  });

  const finishing = 'Finishing: waiting for 4 running trials, starting no more. Ctrl-C again stops them.';

  test.each([
    [80, 24],
    [40, 14], // of 15: the cursor has one
    [30, 10],
  ])('says in full what it is doing, and how long it will take: %i × %i', (columns, rows) => {
    const full: View = {
      ...view,
      sampler: 'differentialEvolution',
      best: [{ ...view.best[0]!, params: Object.fromEntries('abcdef'.split('').map((name) => [name.repeat(30), 1])) }],
      failures: Array.from({ length: 3 }, (_, number) => ({ number, reason: 'no' })),
      doing: finishing,
    };
    const lines = viewLines(full, columns, rows, PLAIN);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(lines[0]).toMatch(/^digits .*12 s, about 31 s left$/);
    if (columns >= 40) expect(lines.join(' ')).toContain(finishing);
  });

  test('no terminal escape of a name or a program comes through', () => {
    const evil = '\x1b[2J\x1b]0;owned\x07x\x9b31m\u202e';
    const lines = viewLines(
      {
        ...view,
        study: evil,
        best: [{ ...view.best[0]!, params: { [evil]: evil } }],
        failures: [{ number: 1, reason: evil }],
        objectives: [{ name: evil, direction: 'minimize' }],
      },
      80,
      24,
      PLAIN,
    );
    expect(lines.join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
  });

  test('several objectives have a front', () => {
    const two: View = {
      ...view,
      front: 3,
      best: [view.best[0]!, { number: 2, objective: 'latency', value: 12, params: {} }],
    };
    expect(viewLines(two, 80, 24, PLAIN).slice(3, 6)).toEqual([
      'Front  3 trials that no other one beats',
      '      best loss 0.08712  trial 12',
      '      best latency 12  trial 2',
    ]);
  });
});

describe('a curve', () => {
  test('from the upper left to the lower right', () => {
    expect(drawCurve([1, 0], 1, 1)!.rows).toEqual(['⢹']);
    expect(drawCurve([3, 2, 1, 0], 2, 1)!.rows).toEqual(['⠙⢦']);
    expect(drawCurve([5, 5, 5], 2, 1)).toEqual({ rows: ['⣀⣀'], top: 5, bottom: 5, log: false });
  });
  test('is logarithmic over more than a power of ten, and has gaps', () => {
    expect(drawCurve([1000, 1], 1, 1)!.log).toBe(true);
    expect(drawCurve([Number.NaN, 1], 1, 1)!.rows).toEqual(['⢀']);
    expect(drawCurve([Number.NaN], 10, 4)).toBeNull();
  });
  test('may be of any length', () => {
    expect(
      drawCurve(
        Array.from({ length: 300_000 }, (_, i) => 5 - i),
        10,
        1,
      ),
    ).toMatchObject({ top: 5, bottom: -299_994 });
  });
});

describe('texts', () => {
  test('safe removes what a terminal would obey', () => {
    expect(safe('a\x1b[31mb\x1b[0m')).toBe('ab');
    expect(safe('\x1b]8;;http://x\x1b\\link\x1b]8;;\x07')).toBe('link');
    expect(safe('a\r\nb\tc\x00\x07')).toBe('a b c');
    expect(safe('\x1bPq#0\x1b\\z')).toBe('z');
    expect(safeLines('  a\x1b[2J\n\tb')).toBe('  a\n\tb');
  });
  test('fit counts columns, not characters', () => {
    expect(width('日本e\u0301')).toBe(5);
    expect(fit('日本語', 4)).toBe('日…');
    expect(fit('abc', 3)).toBe('abc');
    expect(fit('\x1b[31mabcdef\x1b[39m', 4)).toBe('\x1b[31mabc…\x1b[0m');
    expect(fit('abc', 0)).toBe('');
  });
  test('prose is broken at blanks; what does not fit is cut at the end', () => {
    expect(proseLines('one two three four', 9, 3)).toEqual(['one two', 'three', 'four']);
    expect(proseLines('one two three four', 9, 2)).toEqual(['one two', 'three fo…']);
    expect(proseLines('日本 日本', 5, 2)).toEqual(['日本', '日本']);
    expect(proseLines('unbreakable', 5, 3)).toEqual(['unbr…']);
    expect(proseLines('one unbreakable two', 5, 4)).toEqual(['one', 'unbr…', 'two']);
    expect(proseLines('short', 5, 3)).toEqual(['short']);
    expect(proseLines('', 5, 3)).toEqual(['']);
  });
  test('numbers and times', () => {
    expect([0.087123, 12345.678, 1e-7, 3, -0.5, 1e300, 1e15, -2_345_678_901.5, Infinity].map(short)).toEqual([
      '0.08712',
      '12350',
      '1e-7',
      '3',
      '-0.5',
      '1e300',
      '1e15',
      '-2.346e9',
      'Infinity',
    ]);
    expect([0.24, 12.4, 125, 11_520, 200_000].map(duration)).toEqual([
      '0.2 s',
      '12 s',
      '2 min 5 s',
      '3 h 12 min',
      '2 d 8 h',
    ]);
  });
  test('a table', () => {
    expect(
      table(
        [
          ['a', '10', 'x'],
          ['bcd', '2', ''],
        ],
        [1],
      ),
    ).toEqual(['a    10  x', 'bcd   2']);
  });
});

test('what is not nothing is less than 100 % smaller', () => {
  expect(gainWords(0.0008, 0.36)).toBe('99.8 % smaller');
  expect(gainWords(1e-9, 1)).toBe('99.9 % smaller');
  expect(gainWords(1, 2)).toBe('50 % smaller');
  expect(gainWords(3, 1)).toBe('200 % larger');
  expect(gainWords(-0.42, -0.7)).toBe('40 % closer to 0');
  expect(gainWords(-3, -1)).toBe('200 % farther from 0');
});

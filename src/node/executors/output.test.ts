import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineCutter, lineFinder, outputTail, plainText } from './output.ts';
import { LONGEST_LINE, parseMessage } from './report-line.ts';

/** The bytes cut up at some places. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, i) => bytes.subarray(at[i]!, end));
}

test('only lines that begin with the word and a bracket are for us', () => {
  const finder = lineFinder();
  const text =
    'vernier {"a": 1}\nthe vernier {"b": 2}\nvernier scale\nvernier{"c": 3}\r\nvernier {"d": 4}\r\nvernier {"e"';
  expect(finder.push(Buffer.from(text))).toEqual(['{"a": 1}', '{"d": 4}']);
  expect(finder.push(Buffer.from(': 5}'))).toEqual([]);
  expect(finder.end()).toEqual(['{"e": 5}']);
});

test('a line without end is cut off, and the next one is read', () => {
  const finder = lineFinder();
  for (let i = 0; i < 40; i++) expect(finder.push(Buffer.alloc(LONGEST_LINE / 8, 'x'))).toEqual([]);
  expect(finder.push(Buffer.from('\nvernier {"loss": 1}\n'))).toEqual(['{"loss": 1}']);
});

test('a line for us that is too long is said to be too long', () => {
  const finder = lineFinder();
  finder.push(Buffer.from(`vernier {"attribute": {"all": "${'é'.repeat(LONGEST_LINE / 2)}`));
  const [line] = finder.push(Buffer.from('"}}\n'));
  expect(() => parseMessage(line!)).toThrow(
    /^The program printed .{200}…, a line of more than 1 MiB, which is the longest/,
  );
  expect(() => parseMessage('{"attribute')).toThrow(/not JSON/);
});

test('the tail is whole lines of plain text', () => {
  const tail = outputTail(30);
  tail.push(Buffer.from(`${'long ago '.repeat(100)}\n`));
  tail.push(Buffer.from('\x1b[31mred\x1b[0m line\n\x1b]0;title\x07last \x00line\n\n'));
  expect(tail.text()).toBe('red line\nlast line');
  const short = outputTail(10);
  short.push(Buffer.from('one single long line'));
  expect(short.text()).toHaveLength(10);
});

test('terminal escapes and control characters are no text', () => {
  expect(plainText('a\x1b[2J\x1b[1;31mb\x1b(Bc\x9b31md\te\r\nf\bg\x1b]8;;http://x\x1b\\link')).toBe(
    'abc31md\te\nfglink',
  );
});

describe('laws', () => {
  const text = fc.array(
    fc.constantFrom('vernier {"x": 1}', 'vernier {', 'ä€😀', '\n', '\n\n', '\r\n', 'vernier ', 'x'),
    { maxLength: 30 },
  );

  test('however it is cut up, the same lines come out', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(500), { maxLength: 10 }), (parts, cuts) => {
        const whole = parts.join('');
        const bytes = Buffer.from(whole);
        const cutter = lineCutter();
        const finder = lineFinder();
        const cut = pieces(bytes, cuts);
        const lines = [...cut.flatMap((piece) => cutter.push(piece)), ...cutter.end()];
        const expected = whole.split(/\r?\n/);
        // What follows the last line end is a line only where it is not empty.
        if (expected.at(-1) === '') expected.pop();
        expect(lines).toEqual(expected);
        const found = [...cut.flatMap((piece) => finder.push(piece)), ...finder.end()];
        expect(found).toEqual(expected.filter((line) => line.startsWith('vernier {')).map((line) => line.slice(8)));
      }),
    );
  });
});

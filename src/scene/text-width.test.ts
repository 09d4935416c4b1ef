import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitted, printable, textWidth } from './text-width.ts';

test('of names the middle is left out, of sentences the end', () => {
  const name = 'encoder_layers_of_the_first_model';
  expect(fitted(name, 10, 1000)).toEqual({ text: name, full: null });
  expect(fitted(name, 10, 90)).toEqual({ text: 'encode…_model', full: name });
  expect(fitted('No trial is complete yet.', 10, 90, 'sentence').text).toBe('No trial is co…');
  expect(fitted(name, 10, 5).text).toBe('');
});

test('what a document may not hold, or turns letters round, is taken out', () => {
  expect(printable('a\n\tb\u0000c\u202ed\ud800e😀')).toBe('a b c\ufffdd\ufffde😀');
});

describe('laws', () => {
  test('what fits, fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.double({ min: 0, max: 400, noNaN: true }),
        (text, room) => {
          const { text: cut, full } = fitted(text, 11, room);
          expect(textWidth(cut, 11)).toBeLessThanOrEqual(room);
          if (full === null) expect(cut).toBe(printable(text));
        },
      ),
    );
  });
});

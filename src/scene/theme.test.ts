import { describe, expect, test } from 'vitest';
import type { Color } from './scene.ts';
import { contrast, DARK, LIGHT, OUTCOME_SHAPES } from './theme.ts';

test('contrast is what the standard says', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 9);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 3);
});

describe.each([LIGHT, DARK])('$name', (theme) => {
  const marks = [theme.accent, ...theme.categories, ...Object.values(theme.outcomes)];

  test('letters at least 4.5 : 1, marks 3 : 1', () => {
    for (const color of [theme.text, theme.muted])
      expect(contrast(color, theme.background)).toBeGreaterThanOrEqual(4.5);
    for (const color of marks) expect(contrast(color, theme.background), color).toBeGreaterThanOrEqual(3);
  });

  test('ramps go one way, and their weak end is still seen', () => {
    const against = theme.ramp.map((color) => contrast(color, theme.background));
    for (let i = 1; i < against.length; i++) expect(against[i]).toBeGreaterThan(against[i - 1]!);
    expect(against[0]).toBeGreaterThanOrEqual(2.3);
    const cells = theme.cells.map((color) => contrast(color, '#000000'));
    for (let i = 1; i < cells.length; i++)
      expect(theme === LIGHT ? cells[i]! < cells[i - 1]! : cells[i]! > cells[i - 1]!).toBe(true);
  });

  test.each(Object.keys(SIGHTS))('colours are told apart with %s', (sight) => {
    const seen = (color: Color): readonly number[] => lab(seenWith(SIGHTS[sight]!, color));
    for (const [i, a] of theme.categories.entries())
      for (const b of theme.categories.slice(i + 1))
        expect(distance(seen(a), seen(b)), `${a} ${b}`).toBeGreaterThan(30);
    // Outcomes of one form must differ in colour.
    const outcomes = Object.entries(theme.outcomes).filter(([outcome]) => outcome !== 'removed');
    for (const [i, [one, a]] of outcomes.entries())
      for (const [other, b] of outcomes.slice(i + 1)) {
        const shapes = OUTCOME_SHAPES as Readonly<Record<string, string>>;
        if (shapes[one] === shapes[other] && shapes[one] !== 'ring')
          expect(distance(seen(a), seen(b)), `${one} ${other}`).toBeGreaterThan(9);
      }
  });
});

/** How eyes without one kind of cone see linear red, green and blue. Source: Machado et al. 2009, severity 1.0. */
const SIGHTS: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

function seenWith(sight: readonly (readonly [number, number, number])[], color: Color): readonly number[] {
  const linear = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return sight.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, weight, c) => sum + weight * linear[c]!, 0),
      ),
    ),
  );
}

/** CIE L*a*b* of linear sRGB. */
function lab([r = 0, g = 0, b = 0]: readonly number[]): readonly number[] {
  const bent = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = bent((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = bent(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = bent((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, i) => value - b[i]!));

import { describe, expect, test } from 'vitest';
import { historyChart } from '../../src/analysis/charts/history.ts';
import { History } from '../../src/history/history.ts';
import { recordOf } from '../../src/history/record.ts';
import { historyScene } from '../../src/scene/charts/history.ts';
import { svg } from '../../src/scene/svg.ts';
import { contrast, DARK, LIGHT } from '../../src/scene/theme.ts';
import { collisions, strays, textsOf, unclosed } from './checks.ts';
import { HARD, scenesOf, stories } from './stories.ts';

// Each chart is a story: a test, an example and a picture that is looked at. `vitest run test/scene -u` draws them anew.

const THEMES = [LIGHT, DARK];

describe.each(THEMES)('$name', (theme) => {
  const scenes = stories({ theme });

  test.each(Object.keys(scenes))('%s looks as it did', async (name) => {
    await expect(svg(scenes[name]!())).toMatchFileSnapshot(`${name}.${theme.name}.svg`);
  });

  test('the same data is the same picture', () => {
    const again = stories({ theme });
    for (const [name, scene] of Object.entries(scenes)) expect(svg(scene()), name).toBe(svg(again[name]!()));
  });

  test('letters stand out from what they lie on', () => {
    for (const [name, scene] of Object.entries(scenes)) {
      const drawn = scene();
      for (const { fill, text } of textsOf(drawn.marks))
        expect(contrast(fill, drawn.background), `${name}: ${text}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

const SIZES = [{ width: 720 }, { width: 360 }, { width: 1400, height: 900 }, { width: 240, height: 160 }];

/** Two parameters of a study; names that none has where it has fewer. */
function pairOf(columns: ReadonlyMap<string, unknown>): readonly [string, string] | null {
  const [x, y] = [...columns.keys()];
  return x === undefined || y === undefined ? null : [x, y];
}

test('values that lie far beyond the others are told of on the picture, which shows the others', () => {
  const values = [1, 5, 3, 2, 4, Number.NEGATIVE_INFINITY, 1e308];
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply(
    values.map((value, i) => ({ type: 'trial', trial: recordOf({ state: 'complete', values: [value] }, i, i) })),
  );
  const texts = textsOf(historyScene([historyChart(history)], {}).marks).map(({ text }) => text);
  expect(texts).toContain('Careful: 2 values lie beyond the axis, and are drawn at its ends.');
  expect(texts).toEqual(expect.arrayContaining(['1', '2', '3', '4', '5']));
});

describe.each(SIZES)('in $width x $height', (size) => {
  test.each(Object.keys(stories({})))('%s: no label touches another one, nothing lies beyond the frame', (name) => {
    const scene = stories(size)[name]!();
    expect(collisions(scene)).toEqual([]);
    expect(strays(scene)).toEqual([]);
    expect(unclosed(svg(scene))).toBe(null);
  });

  test.each(Object.keys(HARD))('%s: likewise, and a sentence where there is nothing', (name) => {
    const history = HARD[name]!();
    const pair = pairOf(history.columns);
    const study = name === 'long names' ? '<b>&"\'L'.repeat(40) : name;
    for (const [chart, draw] of Object.entries(scenesOf(history, { ...size, study }, ...(pair ?? ['x', 'y']), 0))) {
      if (history.size === 0 && chart === 'resources') continue; // there is no trial to ask for
      if (pair === null && chart === 'contour') continue;
      const scene = draw();
      const document = svg(scene);
      expect(collisions(scene), chart).toEqual([]);
      expect(strays(scene), chart).toEqual([]);
      expect(unclosed(document), chart).toBe(null);
      expect(document, chart).not.toMatch(/NaN|Infinity|undefined|<script|<img|<b>/);
      expect(scene.description.length, chart).toBeGreaterThan(10);
    }
  });
});

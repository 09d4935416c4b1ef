import { expect, test } from 'vitest';
import { toldHistory } from '../../analysis/charts/told.test-support.ts';
import { float } from '../../space/distribution.ts';
import { chartSvg } from './scenes.ts';
import { pngOf } from './scenes-png.ts';
import { type ChartRequest, CHARTS } from './charts.ts';

const history = toldHistory(
  Array.from({ length: 8 }, (_, i) => ({
    values: [i],
    params: { x: i / 8, y: 1 - i / 8 },
    startedAt: 1000 * i,
    finishedAt: 1000 * i + 500,
    reports: [[1, [i + 1]]] as const,
    metrics: { 'system/cpu': [[1, 50]] as const },
  })),
  { x: float(0, 1), y: float(0, 1) },
);

test.each(Object.keys(CHARTS))(
  '%s is drawn, with its study and in the size and theme that were asked for',
  async (name) => {
    const request: ChartRequest = {
      studies: [{ name: 'one', history, space: null }],
      params: ['x', 'y'],
      trials: [2],
      price: { perHour: 1 },
      now: 9000,
    };
    const { data } = await CHARTS[name]!.of(request);
    const text = chartSvg(name, data, ['one'], { dark: true, width: '500' });
    expect(text).toMatch(/^<svg [^>]*width="500"[^>]* role="img" aria-label="[^"]*, one"/);
    expect(text).toContain('fill="#151b23"');
    expect(text).not.toMatch(/NaN|undefined/);
  },
);

test('sizes that are none are refused', () => {
  const data = [] as const;
  for (const width of ['', 'wide', '10', '1e9', 'NaN'])
    expect(() => chartSvg('history', data, [], { width }), width).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
});

test('a picture as PNG, as large as was asked for', async () => {
  const { data } = await CHARTS['importance']!.of({
    studies: [{ name: 'one', history, space: null }],
    price: null,
    now: 9000,
  });
  const picture = chartSvg('importance', data, ['one'], { width: '400' });
  const sizeOf = (png: Uint8Array): readonly number[] => {
    const view = new DataView(png.buffer, png.byteOffset);
    expect(view.getUint32(0)).toBe(0x89_50_4e_47);
    return [view.getUint32(16), view.getUint32(20)];
  };
  const [width, height] = sizeOf(await pngOf(picture, undefined));
  expect(width).toBe(800);
  expect(sizeOf(await pngOf(picture, '0.5'))).toEqual([200, Math.round(height! / 4)]);
  for (const scale of ['', '0', 'two', '9', 'NaN'])
    await expect(pngOf(picture, scale), scale).rejects.toThrow(/--scale is/);
  const wide = chartSvg('importance', data, ['one'], { width: '10000' });
  await expect(pngOf(wide, '2')).rejects.toThrow('20000 pixels long');
});

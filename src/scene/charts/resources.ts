import type { ResourceCurve, ResourcesChart } from '../../analysis/charts/resources.ts';
import { laidOutScene, type LegendItem, line, type Look, points } from '../layout.ts';
import { byteUnit, counted, numberText } from '../number-text.ts';
import { boxAt, stacked } from '../panel.ts';
import { type Domain, reach, type Scale } from '../scale.ts';
import type { Color, Mark, Scene } from '../scene.ts';
import { categoryOf, LIGHT } from '../theme.ts';

/** Panels at most: percent, bytes, watts, and numbers without a unit, each by its own name. */
const MOST_PANELS = 8;

/** One panel: curves of one unit. */
interface Group {
  readonly label: string;
  readonly curves: readonly ResourceCurve[];
  /** What values are divided by. */
  readonly size: number;
}

/** Draws what a trial used of its machine: CPU and GPUs, memory, power, each unit in a panel. */
export function resourcesScene(chart: ResourcesChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const groups = groupsOf(chart);
  const shown = groups.slice(0, MOST_PANELS);
  const curves = shown.flatMap((group) => group.curves);
  const colorOf = (curve: ResourceCurve): Color => categoryOf(theme, curves.indexOf(curve)).color;
  const isTimed = curves.every(({ seconds }) => seconds !== null);
  const along = (curve: ResourceCurve): ArrayLike<number> => (isTimed ? curve.seconds! : curve.steps);
  const { low, high } = reach(...curves.map(along));
  const x: Domain = isTimed
    ? { kind: 'duration', low: Math.min(0, low), high }
    : { kind: 'linear', low, high, isWhole: true };
  const rest = groups.length - shown.length;
  return laidOutScene(look, {
    title: `Resources of trial ${chart.trial}`,
    says: [
      `${counted(chart.curves.length, 'curve')}${rest > 0 ? `, ${counted(rest, 'panel')} more not drawn` : ''}.`,
      ...chart.curves.slice(0, 12).map(sentence),
    ],
    legend: curves.map(
      (curve): LegendItem => ({ text: curve.name.replace(/^system\//, ''), color: colorOf(curve), sign: 'line' }),
    ),
    height: Math.max(1, shown.length) * 150,
    rows: shown.length,
    empty: curves.length === 0 ? `Trial ${chart.trial} has logged nothing under system/.` : null,
    draw: (box) =>
      stacked(
        shown.map((group, i) => [
          boxAt(box, { columns: 1, rows: shown.length }, i),
          {
            x: { domain: x, label: i < shown.length - 1 ? '' : isTimed ? 'time since the trial began' : 'step' },
            y: { domain: { kind: 'linear', low: Math.min(0, lowOf(group)), high: highOf(group) }, label: group.label },
            draw: (sx, sy) =>
              group.curves.flatMap((curve) => curveMarks(along(curve), curve, group.size, sx, sy, colorOf(curve))),
          },
        ]),
        theme,
      ),
  });
}

function groupsOf({ curves }: ResourcesChart): readonly Group[] {
  const byUnit = new Map<string, ResourceCurve[]>();
  for (const curve of curves) {
    const key = curve.unit ?? curve.name;
    byUnit.set(key, [...(byUnit.get(key) ?? []), curve]);
  }
  return [...byUnit].map(([key, own]): Group => {
    if (key === 'bytes') {
      const { size, name } = byteUnit(reach(...own.map(({ values }) => values)).high);
      return { label: name, curves: own, size };
    }
    const label = key === 'percent' ? '% of core or GPU' : key === 'watts' ? 'W' : key.replace(/^system\//, '');
    return { label, curves: own, size: 1 };
  });
}

const lowOf = ({ curves, size }: Group): number => (reach(...curves.map(({ values }) => values)).low || 0) / size;
const highOf = ({ curves, size }: Group): number =>
  ((reach(...curves.map(({ values }) => values)).high || 0) / size) * 1.05 || 1;

function sentence({ name, unit, mean, peak }: ResourceCurve): string {
  if (mean === null || peak === null) return `${name}: no number.`;
  if (unit !== 'bytes')
    return `${name}: mean ${numberText(mean)}, peak ${numberText(peak)}${unit === null ? '' : ` ${unit}`}.`;
  const { size, name: word } = byteUnit(peak);
  return `${name}: mean ${numberText(mean / size)}, peak ${numberText(peak / size)} ${word}.`;
}

function curveMarks(
  at: ArrayLike<number>,
  { values }: ResourceCurve,
  size: number,
  x: Scale,
  y: Scale,
  color: Color,
): readonly Mark[] {
  const xs = Array.from(at, x.place);
  const ys = Array.from(values, (value) => y.place(value / size));
  return [line(xs, ys, color, { width: 1.5 }), ...(xs.length === 1 ? [points(xs, ys, 'circle', color)] : [])];
}

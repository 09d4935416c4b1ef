import { useElementSize } from '@mantine/hooks';
import { dialWords as words } from '../../words/dial.ts';
import { incumbents, LANES, type Lane, type LaneName } from './lane.ts';
import { pathOf } from './scale.ts';

const HEIGHT = 92;
const LEFT = 38;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 20;

/** The best clearness heard after each probe: one's own in bold, those of the others thin. */
export function Gains({
  name,
  lanes,
  probes,
}: {
  readonly name: LaneName;
  readonly lanes: Readonly<Record<LaneName, Lane>>;
  /** Probes that each has in all. */
  readonly probes: number;
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const x = (count: number): number => LEFT + (count / probes) * Math.max(1, width - LEFT - RIGHT);
  const y = (clear: number): number => HEIGHT - BOTTOM - clear * (HEIGHT - TOP - BOTTOM);
  const stairs = (lane: Lane): string => pathOf(stairsOf(lane).map(([count, clear]) => [x(count), y(clear)]));
  return (
    <div ref={ref} className="gains" role="img" aria-label={words.gains(name)} title={words.gainsCaption}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden>
          {[0, 1].map((level) => (
            <g key={level}>
              <line className="rule" x1={LEFT} x2={width - RIGHT} y1={y(level)} y2={y(level)} />
              <text x={LEFT - 5} y={y(level) + 4} textAnchor="end">
                {words.percent(level)}
              </text>
            </g>
          ))}
          {[1, Math.ceil(probes / 2), probes].map((count) => (
            <text key={count} x={x(count)} y={HEIGHT - 5} textAnchor={count === probes ? 'end' : 'middle'}>
              {count}
            </text>
          ))}
          {LANES.filter((other) => other !== name).map((other) => (
            <path key={other} className="others" d={stairs(lanes[other])} />
          ))}
          <path className="own" d={stairs(lanes[name])} />
        </svg>
      )}
    </div>
  );
}

/** Corners of the stairs: from one probe to the next the best stays what it is. */
function stairsOf({ probes }: Lane): readonly (readonly [count: number, clear: number])[] {
  const bests = incumbents(probes).map((best) => probes[best]!.heard);
  return bests.flatMap((best, i) => [
    [i + 1, bests[Math.max(0, i - 1)]!],
    [i + 1, best],
  ]);
}

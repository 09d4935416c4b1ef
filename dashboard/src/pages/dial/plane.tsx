import { useEffect, useMemo, useRef } from 'react';
import { dialWords as words } from '../../words/dial.ts';
import { type Belief, places } from './belief.ts';
import { incumbents } from './lane.ts';
import { acrossOf, MARGIN, type PictureProps, upwardsOf } from './frame.ts';
import { type Axis, pixelOf, ticksOf } from './scale.ts';
import type { Probe } from './search.ts';
import { clearness, type Signal } from './signal.ts';
import { glow } from './glow.ts';

/** Two knobs: the frequency across, the aerial upwards; how bright a place is tells how clear. */
export function Plane({ width, height, signal, isRevealed, probes, plan, belief, needle }: PictureProps) {
  const across = acrossOf(width);
  const upwards = upwardsOf(height);
  const truth = useMemo(() => (isRevealed && belief === null ? truthOf(signal) : null), [signal, isRevealed, belief]);
  const at = (place: readonly number[]): readonly [number, number] => [
    pixelOf(across, place[0]!),
    pixelOf(upwards, place[1]!),
  ];
  return (
    <>
      <Heat
        belief={belief ?? truth}
        left={across.from}
        top={upwards.to}
        width={across.to - across.from}
        height={upwards.from - upwards.to}
      />
      <svg width={width} height={height} aria-hidden className="over">
        <Frame across={across} upwards={upwards} />
        {isRevealed && <Stations across={across} upwards={upwards} signal={signal} />}
        <Probes at={at} probes={probes} />
        {plan !== null && <Cross className="next" at={at(plan.place)} across={across} upwards={upwards} />}
        {needle !== null && <Cross className="needle" at={at(needle)} across={across} upwards={upwards} />}
      </svg>
    </>
  );
}

/** The truth as a belief without doubt. */
function truthOf(signal: Signal): Belief {
  const mean = Float64Array.from(places(2), (place) => clearness(signal, place));
  return { cells: Math.sqrt(mean.length), mean, low: mean, high: mean };
}

interface HeatProps {
  readonly belief: Belief | null;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function Heat({ belief, left, top, width, height }: HeatProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = ref.current?.getContext('2d');
    if (!pen || belief === null) return;
    pen.putImageData(new ImageData(glow(belief), belief.cells, belief.cells), 0, 0);
  }, [belief]);
  if (belief === null) return null;
  return (
    <canvas
      ref={ref}
      className="heat"
      width={belief.cells}
      height={belief.cells}
      style={{ left, top, width, height }}
    />
  );
}

interface Axes {
  readonly across: Axis;
  readonly upwards: Axis;
}

function Frame({ across, upwards }: Axes) {
  return (
    <g className="scale">
      <rect
        className="frame"
        x={across.from}
        y={upwards.to}
        width={across.to - across.from}
        height={upwards.from - upwards.to}
      />
      {ticksOf(across.knob, across.to - across.from).map(({ value, size }) => {
        const x = pixelOf(across, value);
        return (
          <g key={value}>
            <line x1={x} x2={x} y1={upwards.from} y2={upwards.from + (size === 'small' ? 4 : 7)} />
            {size === 'large' && (
              <text x={x} y={upwards.from + 22} textAnchor="middle">
                {Math.round(value)}
              </text>
            )}
          </g>
        );
      })}
      {ticksOf(upwards.knob, upwards.from - upwards.to).map(({ value, size }) => {
        const y = pixelOf(upwards, value);
        return (
          <g key={value}>
            <line x1={across.from} x2={across.from - (size === 'small' ? 3 : 6)} y1={y} y2={y} />
            {size === 'large' && (
              <text x={across.from - 8} y={y + 4} textAnchor="end">
                {`${value}°`.replace('-', '−')}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

function Stations({ across, upwards, signal }: Axes & { readonly signal: Signal }) {
  return (
    <g className="truth">
      {signal.stations.map(({ call, place, width }, i) => {
        const [x, y] = [pixelOf(across, place[0]!), pixelOf(upwards, place[1]!)];
        return (
          <g key={call}>
            <ellipse cx={x} cy={y} rx={width * (across.to - across.from)} ry={width * (upwards.from - upwards.to)} />
            {i === 0 && (
              <text
                x={Math.min(across.to - 48, Math.max(across.from + 48, x))}
                y={Math.max(upwards.to + 13, y - width * (upwards.from - upwards.to) - 5)}
                textAnchor="middle"
              >
                {words.stations[call]}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

function Probes({
  at,
  probes,
}: {
  readonly at: (place: readonly number[]) => readonly [number, number];
  readonly probes: readonly Probe[];
}) {
  const best = incumbents(probes).at(-1);
  const [x, y] = best === undefined ? [0, 0] : at(probes[best]!.place);
  return (
    <g className="probes on-plane">
      {probes.map(({ place, heard }, i) => {
        const [cx, cy] = at(place);
        const kind = i === probes.length - 1 ? 'latest' : 'probe';
        return <circle key={i} className={kind} cx={cx} cy={cy} r={2.5 + 4 * heard} />;
      })}
      {best !== undefined && <path key={`best ${best}`} className="best" d={`M${x} ${y - 8}l7 8l-7 8l-7-8z`} />}
    </g>
  );
}

function Cross({
  at: [x, y],
  across,
  upwards,
  className,
}: Axes & { readonly at: readonly [number, number]; readonly className: string }) {
  return (
    <g className={className} data-part={className}>
      <line x1={across.from} x2={across.to} y1={y} y2={y} />
      <line x1={x} x2={x} y1={upwards.to} y2={upwards.from} />
      <circle className="ring" cx={x} cy={y} r={7} />
      {className === 'next' && (
        <text
          x={x > across.to - 44 ? x - 11 : x + 11}
          y={Math.max(MARGIN.top + 12, y - 5)}
          textAnchor={x > across.to - 44 ? 'end' : 'start'}
        >
          {words.next}
        </text>
      )}
    </g>
  );
}

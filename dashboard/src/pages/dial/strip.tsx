import { useMemo } from 'react';
import { dialWords as words } from '../../words/dial.ts';
import type { Belief } from './belief.ts';
import { incumbents } from './lane.ts';
import { acrossOf, MARGIN, type PictureProps } from './frame.ts';
import { type Axis, pathOf, pixelOf, ticksOf } from './scale.ts';
import type { Plan, Probe } from './search.ts';
import { clearness, type Signal } from './signal.ts';

/** Places at which the truth is drawn: enough for the narrowest station. */
const TRUTH_POINTS = 401;

/** One knob: clearness over the scale. */
export function Strip({ width, height, signal, isRevealed, probes, plan, belief, needle }: PictureProps) {
  const across = acrossOf(width);
  const floor = height - MARGIN.bottom;
  const y = (clear: number): number => floor - clear * (floor - MARGIN.top);
  return (
    <svg width={width} height={height} aria-hidden>
      {[0, 0.5, 1].map((level) => (
        <g key={level}>
          <line className="rule" x1={across.from} x2={across.to} y1={y(level)} y2={y(level)} />
          <text className="level" x={across.from - 5} y={y(level) + 4} textAnchor="end">
            {words.percent(level)}
          </text>
        </g>
      ))}
      <Scale across={across} floor={floor} />
      {belief !== null && <Band across={across} y={y} belief={belief} />}
      {isRevealed && <Truth across={across} y={y} signal={signal} />}
      {plan !== null && <Next across={across} floor={floor} plan={plan} />}
      <Probes across={across} y={y} probes={probes} />
      {needle !== null && <Needle across={across} floor={floor} value={needle[0]!} />}
    </svg>
  );
}

const LENGTHS = { small: 4, middle: 7, large: 10 } as const;

function Scale({ across, floor }: { readonly across: Axis; readonly floor: number }) {
  return (
    <g className="scale">
      {ticksOf(across.knob, across.to - across.from).map(({ value, size }) => {
        const x = pixelOf(across, value);
        return (
          <g key={value}>
            <line x1={x} x2={x} y1={floor} y2={floor + LENGTHS[size]} />
            {size === 'large' && (
              <text x={x} y={floor + 24} textAnchor="middle">
                {Math.round(value)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

type Y = (clear: number) => number;

function Band({ across, y, belief }: { readonly across: Axis; readonly y: Y; readonly belief: Belief }) {
  const x = (i: number): number => across.from + (i / (belief.cells - 1)) * (across.to - across.from);
  const along = (clear: Float64Array): (readonly [number, number])[] => [...clear].map((own, i) => [x(i), y(own)]);
  return (
    <g className="belief">
      <path className="band" d={`${pathOf([...along(belief.high), ...along(belief.low).toReversed()])}Z`} />
      <path className="mean" d={pathOf(along(belief.mean))} />
    </g>
  );
}

function Truth({ across, y, signal }: { readonly across: Axis; readonly y: Y; readonly signal: Signal }) {
  const { from, to, knob } = across;
  const line = useMemo(
    () =>
      Array.from({ length: TRUTH_POINTS }, (_, i): readonly [number, number] => {
        const share = i / (TRUTH_POINTS - 1);
        return [share, clearness(signal, [knob.low + share * (knob.high - knob.low)])];
      }),
    [signal, knob],
  );
  const strongest = signal.stations[0]!;
  const x = pixelOf(across, strongest.place[0]!);
  return (
    <g className="truth">
      <path d={pathOf(line.map(([share, clear]) => [from + share * (to - from), y(clear)]))} />
      <text x={Math.min(to - 40, Math.max(from + 40, x))} y={15} textAnchor="middle">
        {words.stations[strongest.call]}
      </text>
    </g>
  );
}

function Next({ across, floor, plan }: { readonly across: Axis; readonly floor: number; readonly plan: Plan }) {
  const x = pixelOf(across, plan.place[0]!);
  const isAtEnd = x > across.to - 34;
  return (
    <g className="next">
      <line x1={x} x2={x} y1={MARGIN.top} y2={floor} />
      <path d={`M${x - 5} ${MARGIN.top - 7}h10l-5 7z`} />
      <text x={isAtEnd ? x - 8 : x + 8} y={MARGIN.top + 1} textAnchor={isAtEnd ? 'end' : 'start'}>
        {words.next}
      </text>
    </g>
  );
}

function Probes({ across, y, probes }: { readonly across: Axis; readonly y: Y; readonly probes: readonly Probe[] }) {
  const best = incumbents(probes).at(-1);
  const stem = ({ place, heard }: Probe) => {
    const x = pixelOf(across, place[0]!);
    return <line x1={x} x2={x} y1={y(0)} y2={y(heard)} />;
  };
  return (
    <g className="probes">
      {probes.map((probe, i) => (
        <g key={i} className={i === probes.length - 1 ? 'latest' : 'probe'}>
          {stem(probe)}
          <circle cx={pixelOf(across, probe.place[0]!)} cy={y(probe.heard)} r={i === probes.length - 1 ? 4.5 : 3.2} />
        </g>
      ))}
      {best !== undefined && (
        <g key={`best ${best}`} className="best">
          {stem(probes[best]!)}
          <path d={`M${pixelOf(across, probes[best]!.place[0]!)} ${y(probes[best]!.heard) - 7}l6 7l-6 7l-6-7z`} />
        </g>
      )}
    </g>
  );
}

/** Ten divisions of a vernier are as long as nine of the scale: where two lines meet, they tell the tenth of a division. */
const DIVISION = 0.2;

function Needle({ across, floor, value }: { readonly across: Axis; readonly floor: number; readonly value: number }) {
  const x = pixelOf(across, value);
  const step = pixelOf(across, across.knob.low + 0.9 * DIVISION) - across.from;
  return (
    <g className="needle" data-part="needle">
      <linearGradient id="needle-light">
        <stop offset="0" stopColor="#f4b942" stopOpacity="0" />
        <stop offset="0.5" stopColor="#f4b942" stopOpacity="0.3" />
        <stop offset="1" stopColor="#f4b942" stopOpacity="0" />
      </linearGradient>
      <rect x={x - 26} y={1} width={52} height={floor - 1} fill="url(#needle-light)" />
      <line x1={x} x2={x} y1={MARGIN.top - 10} y2={floor} />
      {step > 4 &&
        Array.from({ length: 11 }, (_, i) => x + i * step)
          .filter((tick) => tick <= across.to + 1)
          .map((tick, i) => (
            <line key={i} className="vernier" x1={tick} x2={tick} y1={floor} y2={floor - (i % 5 === 0 ? 9 : 6)} />
          ))}
      <circle cx={x} cy={MARGIN.top - 10} r={4} />
    </g>
  );
}

import { dialWords as words } from '../../words/dial.ts';

/** Degrees from the middle to an end of the meter. */
const SWING = 48;

/** An instrument that shows how clear the last snippet was. @param heard 0 to 1; null = nothing has been heard */
export function Meter({ heard }: { readonly heard: number | null }) {
  return (
    <svg className="meter" viewBox="0 0 180 104" role="img" aria-label={words.meterText(heard)}>
      <rect className="meter-plate" x={1} y={1} width={178} height={102} rx={8} />
      <path className="meter-arc" d={`${arc(-SWING, SWING)}`} />
      <path className="meter-good" d={`${arc(0.62 * SWING, SWING)}`} />
      {Array.from({ length: 21 }, (_, i) => (
        <line
          key={i}
          className="meter-tick"
          x1={90}
          x2={90}
          y1={i % 5 === 0 ? 22 : 26}
          y2={32}
          transform={`rotate(${((i / 10 - 1) * SWING).toFixed(2)} 90 128)`}
        />
      ))}
      <text x={16} y={74} textAnchor="middle">
        0
      </text>
      <text x={163} y={74} textAnchor="middle">
        100
      </text>
      <text className="meter-name" x={90} y={70} textAnchor="middle">
        {words.meter}
      </text>
      <text className="meter-value" x={90} y={90} textAnchor="middle">
        {heard === null ? '—' : words.percent(heard)}
      </text>
      <g className="meter-hand" style={{ transform: `rotate(${((heard ?? 0) * 2 - 1) * SWING}deg)` }}>
        <line x1={90} x2={90} y1={25} y2={57} />
      </g>
    </svg>
  );
}

/** An arc around the hand's axle, from one angle to another, clockwise from the top. */
function arc(from: number, to: number): string {
  const at = (degrees: number): string => {
    const angle = (degrees * Math.PI) / 180;
    return `${(90 + 96 * Math.sin(angle)).toFixed(1)} ${(128 - 96 * Math.cos(angle)).toFixed(1)}`;
  };
  return `M${at(from)}A96 96 0 0 1 ${at(to)}`;
}

import type { Tip } from '../desk/messages.ts';
import { chartWords as words } from '../words/charts.ts';
import css from './chart.module.css';

/** What the desk says of the trial under the pointer, beside it and within the chart. */
export function ChartTip({
  tip,
  width,
  height,
}: {
  readonly tip: Tip;
  readonly width: number;
  readonly height: number;
}) {
  const isRight = tip.x > width / 2;
  const isLow = tip.y > height / 2;
  return (
    <>
      <div className={css.ring} style={{ left: tip.x, top: tip.y }} />
      <div
        className={css.tip}
        style={{
          ...(isRight ? { right: width - tip.x + 12 } : { left: tip.x + 12 }),
          ...(isLow ? { bottom: height - tip.y + 12 } : { top: tip.y + 12 }),
        }}
      >
        <strong>{words.trial(tip.trial, tip.state)}</strong>
        {tip.isSelected && `, ${words.selected}`}
        <dl>
          {tip.lines.map(([name, text]) => (
            <TipLine key={name} name={name} text={text} />
          ))}
        </dl>
      </div>
    </>
  );
}

function TipLine({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}

import { reportWords as words } from './words.ts';

/** A list to choose from, with its label. */
export function Chooser({
  label,
  options,
  value,
  choose,
}: {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: string;
  readonly choose: (value: string) => void;
}) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ target }) => choose(target.value)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}

/** Which parameters a chart shows; at least one stays. */
export function ParamChoice({
  params,
  chosen,
  choose,
}: {
  readonly params: readonly string[];
  readonly chosen: readonly string[];
  readonly choose: (chosen: readonly string[]) => void;
}) {
  const toggle = (param: string): void => {
    const next = params.filter((other) => (other === param) !== chosen.includes(other));
    if (next.length > 0) choose(next);
  };
  return (
    <details className="choice">
      <summary>{words.params(chosen.length, params.length)}</summary>
      <div className="boxes">
        {params.map((param) => (
          <label key={param}>
            <input type="checkbox" checked={chosen.includes(param)} onChange={() => toggle(param)} /> {param}
          </label>
        ))}
      </div>
    </details>
  );
}

/** Two different parameters, one for each axis. */
export function PairChoice({
  params,
  chosen: [x = '', y = ''],
  choose,
}: {
  readonly params: readonly string[];
  readonly chosen: readonly string[];
  readonly choose: (chosen: readonly string[]) => void;
}) {
  const others = (name: string): readonly string[] => params.filter((param) => param !== name);
  return (
    <div className="choice">
      <Chooser label={words.across} options={others(y)} value={x} choose={(across) => choose([across, y])} />
      <Chooser label={words.up} options={others(x)} value={y} choose={(up) => choose([x, up])} />
    </div>
  );
}

import { percent } from '../../analysis/health/words.ts';
import type { Importance } from '../../analysis/importance/answer.ts';
import { paramText, timeText, valueText } from '../../analysis/summary/words.ts';
import { isFeasible, paretoRows } from '../../history/best.ts';
import { confirmationOf } from '../../history/confirmation.ts';
import type { Distribution } from '../../space/distribution.ts';
import { isComposite, type SearchSpace } from '../../space/nodes.ts';
import type { Study } from '../../study/study.ts';
import { tableHtml } from './html.ts';

/** Trials of the table of the best ones, at most; and parameters beside them, each a column. */
const MOST_TRIALS = 10;
const MOST_COLUMNS = 20;

/** Parameters of the table of these, at most. */
const MOST_PARAMS = 60;

/** The best trials, or the front, with their parameters; of very many the most important. */
export function bestTable(
  study: Pick<Study, 'history' | 'objectives' | 'paramsOf'>,
  importance: Importance,
): string | null {
  const { history, objectives } = study;
  const rows = (objectives.length > 1 ? paretoRows(history) : bestRows(study)).slice(0, MOST_TRIALS);
  if (rows.length === 0) return null;
  const params = rows.map((row) => study.paramsOf(history.record(row)));
  const names = foremost([...new Set(params.flatMap((own) => Object.keys(own)))], importance, MOST_COLUMNS);
  return tableHtml(
    'The best trials',
    ['trial', ...objectives.map(({ name }) => name), 'time', ...names],
    rows.map((row, i) => [
      String(row),
      ...(history.record(row).values ?? []).map(valueText),
      Number.isNaN(history.seconds[row]!) ? null : timeText(history.seconds[row]!),
      ...names.map((name) => (Object.hasOwn(params[i]!, name) ? paramText(params[i]![name]) : null)),
    ]),
    [
      true,
      ...objectives.map(() => true),
      true,
      ...names.map((name) => params.some((own) => typeof own[name] === 'number')),
    ],
  );
}

/** By the first scores; who won by running again stands first. */
function bestRows({ history }: Pick<Study, 'history'>): readonly number[] {
  const { losses, size } = history;
  const feasible = Array.from({ length: size }, (_, row) => row).filter((row) => isFeasible(history, row));
  const winner = confirmationOf(history)?.winner?.trial ?? null;
  const worth = (row: number): number => (row === winner ? Number.NEGATIVE_INFINITY : losses[row]!);
  return feasible.sort((a, b) => worth(a) - worth(b) || a - b);
}

/** What was searched, one line a parameter: what it may be, how much it mattered, what the best trial has. */
export function paramTable(
  study: Pick<Study, 'history' | 'paramsOf'>,
  space: SearchSpace | null,
  importance: Importance,
  best: number | null,
): string | null {
  const all = space === null ? observed(study) : declared(space);
  if (all.length === 0) return null;
  const shown = foremost(
    all.map(({ name }) => name),
    importance,
    MOST_PARAMS,
  );
  const searched = all.filter(({ name }) => shown.includes(name));
  const own = best === null ? {} : study.paramsOf(study.history.record(best));
  const rows = searched.map(({ name, range, when }) => {
    const share = importance.params.find((param) => param.name === name);
    return [
      name,
      range,
      when,
      share === undefined ? null : `${percent(share.value)} (${Math.round(100 * share.low)} to ${percent(share.high)})`,
      Object.hasOwn(own, name) ? paramText(own[name]) : null,
    ];
  });
  const isConditional = searched.some(({ when }) => when !== null);
  const kept = <T>(cells: readonly T[]): readonly T[] =>
    cells.filter((_, i) => (i !== 2 || isConditional) && (i !== 4 || best !== null));
  const table = tableHtml(
    'The parameters',
    kept(['parameter', 'searched', 'only where', 'mattered', `in trial ${best}`]),
    rows.map(kept),
    kept([false, false, false, true, true]),
  );
  return all.length > searched.length
    ? `<p>The ${searched.length} most important of ${all.length}:</p>\n${table}`
    : table;
}

/** All names in their order; of too many those that mattered most. */
function foremost(names: readonly string[], { params }: Importance, most: number): readonly string[] {
  if (names.length <= most) return names;
  const ranked = params.map(({ name }) => name).filter((name) => names.includes(name));
  const chosen = new Set([...ranked, ...names].slice(0, most));
  return names.filter((name) => chosen.has(name));
}

interface Searched {
  readonly name: string;
  readonly range: string;
  /** On which conditions it is there; null = always. */
  readonly when: string | null;
}

const observed = ({ history }: Pick<Study, 'history'>): readonly Searched[] =>
  [...history.columns.values()].map(({ name, distribution }) => ({ name, range: rangeText(distribution), when: null }));

function declared({ groups, nodes }: SearchSpace): readonly Searched[] {
  return groups.map(({ name, parameter, nodes: [first] }) => {
    const { when } = nodes[first!]!;
    const conditions = when.map(({ node, choices }) => {
      const { name: parent, distribution } = nodes[node]!;
      const values = choices.map((choice) =>
        distribution.kind === 'categorical' ? paramText(distribution.choices[choice]) : valueText(choice),
      );
      return `${parent} is ${values.join(' or ')}`;
    });
    return {
      name,
      range: isComposite(parameter)
        ? `${parameter.kind} of ${parameter.items.map(paramText).join(', ')}`
        : rangeText(parameter),
      when: conditions.length === 0 ? null : conditions.join(', '),
    };
  });
}

function rangeText(distribution: Distribution): string {
  if (distribution.kind === 'categorical')
    return distribution.choices.map((choice) => paramText(choice)).join(distribution.ordered ? ' < ' : ', ');
  const { kind, low, high, log, step } = distribution;
  const steps = step === null || (kind === 'int' && step === 1) ? '' : `, in steps of ${valueText(step)}`;
  const whole = kind === 'int' && steps === '' ? ', whole numbers' : '';
  return `${valueText(low)} to ${valueText(high)}${steps}${whole}${log ? ', log scale' : ''}`;
}

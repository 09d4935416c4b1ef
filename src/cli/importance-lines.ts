import type { Importance } from '../analysis/importance/answer.ts';
import { percent } from '../analysis/health/words.ts';
import type { Share } from '../analysis/importance/band.ts';
import type { Style } from './style.ts';
import { count, fit, pad, proseLines, safe, width } from './text.ts';

/** Columns of a bar where there is room and where there is none, and of a name at most. */
const BAR = 30;
const LEAST_BAR = 10;
const MOST_NAME = 32;

/** Parameters that are worth a line. */
const MOST_PARAMS = 40;

/** Pairs that are worth a line. */
const MOST_PAIRS = 10;
const LEAST_PAIR = 0.005;

/**
 * An importance as bars, most important first, with what they mean and what to be careful of.
 *
 * @param columns that sentences may take, and bars as far as there is room
 */
export function importanceLines(
  study: string,
  found: Importance,
  withPairs: boolean,
  style: Style,
  columns: number,
): readonly string[] {
  const goal = found.objective === null ? 'all objectives together' : safe(found.objective);
  const head = `${style.bold(safe(study))}: what matters for ${goal} (${found.method}, ${count(found.trials, 'trial')})`;
  const said = (text: string, how: (line: string) => string): readonly string[] =>
    proseLines(text, columns, 9).map(how);
  const warning = found.warning === null ? [] : said(`Careful: ${safe(found.warning)}`, style.bad);
  if (found.params.length === 0) return [head, ...warning];
  const pairs = withPairs ? (found.pairs ?? []).filter(({ value }) => value >= LEAST_PAIR).slice(0, MOST_PAIRS) : [];
  const [params, others] = [found.params.slice(0, MOST_PARAMS), found.params.slice(MOST_PARAMS)];
  const named: readonly (readonly [string, Share, string])[] = [
    ...params.map((param) => [safe(param.name), param, furtherWords(param)] as const),
    ...pairs.map((pair) => [pair.names.map(safe).join(' × '), pair, ''] as const),
  ];
  const widest = Math.min(MOST_NAME, Math.max(...named.map(([name]) => width(name))));
  const beside = Math.max(...named.map(([, share, further]) => width(bandWords(share) + further)));
  const length = Math.max(LEAST_BAR, Math.min(BAR, columns - widest - beside - 13));
  const rows = named.map(
    ([name, share, further]) =>
      `  ${pad(fit(name, widest), widest)}  ${percent(share.value).padStart(5)}  ${bar(share, length, style)}  ${bandWords(share)}${further}`,
  );
  const [ofParams, ofPairs] = [rows.slice(0, params.length), rows.slice(params.length)];
  const left = others.length === 0 ? [] : [`  and ${others.length} more, ${percent(others[0]!.value)} at most each`];
  const together = !withPairs
    ? []
    : ofPairs.length === 0
      ? ['  No two parameters do anything together that they do not do alone.']
      : ['  together, beyond what each does alone:', ...ofPairs];
  return [head, ...ofParams, ...left, ...together, ...said(meaning(found), style.dim), ...warning];
}

/** Solid as far as it is sure, then lighter, lightest where it may end. */
function bar({ low, value, high }: Share, length: number, style: Style): string {
  const at = (share: number): number => Math.round(share * length);
  const [a, b, c] = [at(low), at(value), at(high)];
  return `${style.accent('█'.repeat(a) + '▓'.repeat(b - a))}${style.dim('░'.repeat(c - b))}${' '.repeat(length - c)}`;
}

const bandWords = ({ low, high }: Share): string => `${Math.floor(100 * low)} to ${Math.ceil(100 * high)} %`;

function furtherWords({ active, total }: { readonly active: number; readonly total: Share | null }): string {
  const words = [
    ...(total === null ? [] : [`with others ${percent(total.value)}, ${bandWords(total)}`]),
    ...(active < 1 ? [`active in ${percent(active)} of the trials`] : []),
  ];
  return words.length === 0 ? '' : `  (${words.join('; ')})`;
}

function meaning({ method, objective, explained }: Importance): string {
  const band = 'The truth lies between the numbers behind a bar with a chance of about 80 %.';
  if (method === 'ped-anova')
    return `Shares of what tells ${objective === null ? 'the tenth of the trials nearest the Pareto front' : 'the best tenth of the trials'} from all. ${band}`;
  const model = method === 'fanova' ? 'a forest' : 'a Gaussian process';
  const said = explained === null ? '' : `, which explains ${percent(explained)} of the results`;
  return `Shares of the variance of ${safe(objective ?? '')} over the whole space, by ${model}${said}; what is missing to 100 % is done together. ${band}`;
}

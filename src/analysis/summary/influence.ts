import { brief, percent } from '../health/words.ts';
import type { ParamImportance } from '../importance/answer.ts';
import type { Seen } from './seen.ts';
import { listText } from './words.ts';

/** From this share on a parameter is told by itself. */
const MATTERS = 0.1;

/** Parameters that are told one by one at most, and of small ones by name. */
const MOST = 4;
const MOST_SMALL = 6;

/** What mattered, with intervals, and what to know before believing it. */
export function influenceWords({ importance }: Pick<Seen, 'importance'>): readonly string[] {
  const { params, warning, objective } = importance;
  if (params.every(({ value }) => value === 0)) return [warning ?? 'Nothing tells the parameters apart.'];
  const large = params.filter(({ value }, i) => value > 0 && (i === 0 || (value >= MATTERS && i < MOST)));
  const small = params.slice(large.length);
  const [first, ...others] = large;
  const target = objective === null ? ' for reaching the front' : '';
  return [
    `${first!.name} ${first!.low > 0 ? 'mattered' : 'seems to have mattered'} most${target}: ${shareText(first!)}.`,
    ...(others.length === 0 ? [] : [`Then ${listText(others.map((param) => `${param.name}, ${shareText(param)}`))}.`]),
    ...(small.length === 0 ? [] : [smallWords(small)]),
    'The shares tell what sets the best tenth of the trials apart from all; in brackets what holds the true share in 80 of 100 studies.',
    ...(warning === null ? [] : [warning]),
  ];
}

function smallWords(small: readonly ParamImportance[]): string {
  const most = small[0]!.value;
  const names = listText(
    small.map(({ name }) => name),
    MOST_SMALL,
  );
  return `${names} mattered less: ${small.length === 1 ? '' : 'at most '}${percent(most)}${small.length === 1 ? '' : ' each'}.`;
}

const shareText = ({ value, low, high }: ParamImportance): string =>
  `${percent(value)} (${brief(Math.round(100 * low))} to ${percent(high)})`;

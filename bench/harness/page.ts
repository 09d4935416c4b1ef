import type { Judged } from '../judged.ts';
import { askTimes, entriesOf, pairedEntries } from './entries.ts';
import { COLOUR_STYLE, type Curve, escaped, rankChart, regretChart } from './charts.ts';
import { budgetsUpTo, wrongBranches } from './group-table.ts';
import type { Optimiser, Runs } from './runs.ts';
import { claims, type Entry, geometricMeans, mean, meanRanks, pairwise, twoLevelMean } from './statistics.ts';
import type { Task } from './task.ts';

/** One suite of the page: optimisers with all of their runs, ours first. */
export interface Section {
  readonly title: string;
  readonly says: string;
  readonly optimisers: readonly Optimiser[];
  readonly tasks: readonly Task[];
  readonly seeds: readonly number[];
  readonly trials: number;
  readonly runs: Runs;
}

/** Facts about the measurement, as lines of the page's head. */
export type Facts = Readonly<Record<string, string>>;

const BAND_DRAWS = 1000;

/** A row of `npm run bench`, as its file holds it; one that could not be measured has no value and no limit. */
export type Verdict = Pick<Judged, 'id' | 'what' | 'unit' | 'ok'> & {
  readonly value: number | null;
  readonly limit: number | null;
  readonly bound?: Judged['bound'];
};

/**
 * The whole page, self-contained: HTML, styles and pictures in one file.
 *
 * @param missing what is not shown, and why: a sentence each
 * @param verdicts rows that were measured with it
 */
export function pageOf(
  facts: Facts,
  sections: readonly Section[],
  missing: readonly string[] = [],
  verdicts: readonly Verdict[] = [],
): string {
  const head = Object.entries(facts)
    .map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`)
    .join('');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>How well Vernier searches</title>
<style>${STYLE}</style>
<h1>How well Vernier searches</h1>
<p>Regret is 0 at the best known value and 1 at the median of random configurations; it is floored at 0.0001, and averaged
geometrically over seeds and tasks. Bands and intervals hold 95 %: tasks are drawn again, then seeds within them. Nothing is
claimed of a single task.</p>
<dl>${head}</dl>
${missing.length === 0 ? '' : `<p>Not shown:</p><ul>${missing.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>`}
${verdicts.length === 0 ? '' : verdictTable(verdicts)}
${sections.map(sectionOf).join('\n')}
</html>
`;
}

function sectionOf({ title, says, optimisers, tasks, seeds, trials, runs }: Section): string {
  const budgets = budgetsUpTo(trials);
  const paired = pairedEntries(optimisers, tasks, seeds, runs, budgets);
  const labels = optimisers.map(({ label }) => label);
  const groups = [...new Set(tasks.map(({ group }) => group))];
  const steps = Array.from({ length: 20 }, (_, i) => Math.max(1, Math.round((trials * (i + 1)) / 20)));
  const fine = optimisers.map((optimiser) => entriesOf(optimiser, tasks, seeds, runs, steps));
  const curves = (belongs: (entry: Entry) => boolean): Curve[] =>
    fine.map((entries, o) => ({ label: labels[o]!, points: bandOf(entries.filter(belongs), steps) }));
  const ranks = budgets.map((_, b) => meanRanks(paired, b));
  const pictures = [
    regretChart(`All ${tasks.length} tasks`, curves(hasRuns)),
    rankChart(
      'Mean rank, 1 = best',
      budgets,
      labels.map((label, o) => ({ label, ranks: ranks.map((of) => of[o]!) })),
    ),
    ...(groups.length > 1
      ? groups.map((group) =>
          regretChart(
            group,
            curves((entry) => hasRuns(entry) && entry.group === group),
          ),
        )
      : []),
  ];
  return `<section><h2>${escaped(title)}</h2><p>${escaped(says)} ${seeds.length} seeds (${seeds[0]} to ${seeds.at(-1)}).</p>
<div class="pictures">${pictures.join('')}</div>
${regretTable(labels, paired, budgets, groups)}
${optimisers.length > 1 ? peerTable(labels, paired, budgets) + lossTable(labels, paired, budgets) : ''}
${costTable(optimisers, tasks, seeds, runs)}</section>`;
}

const hasRuns = ({ logs }: Entry): boolean => logs.length > 0;

function bandOf(entries: readonly Entry[], steps: readonly number[]): Curve['points'] {
  return steps.map((trials, b) => {
    const { value, low, high } = twoLevelMean(
      entries.map(({ logs }) => logs.map((row) => row[b]!)),
      0.025,
      BAND_DRAWS,
    );
    return { trials, value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
  });
}

function regretTable(
  labels: readonly string[],
  paired: readonly Entry[][],
  budgets: readonly number[],
  groups: readonly string[],
): string {
  const blocks: (readonly [string, (entry: Entry) => boolean])[] = [
    ...groups.map((group) => [group, (entry: Entry) => entry.group === group] as const),
    ['all', () => true],
  ];
  const rows = blocks.flatMap(([name, belongs]) => {
    const found = paired.map((entries) => geometricMeans(entries.filter(belongs), budgets.length));
    return labels.map((label, o) => [
      o === 0 ? escaped(name) : '',
      escaped(label),
      ...found[o]!.map((regret, b) =>
        regret === Math.min(...found.map((of) => of[b]!)) ? `<b>${short(regret)}</b>` : short(regret),
      ),
    ]);
  });
  return table('Geometric mean regret', ['group', '', ...budgets.map((budget) => `at ${budget}`)], rows);
}

function peerTable(labels: readonly string[], paired: readonly Entry[][], budgets: readonly number[]): string {
  const rows = budgets.flatMap((budget, b) => {
    const found = new Map(labels.slice(1).map((label, o) => [label, pairwise(paired[0]!, paired[o + 1]!, b)]));
    return claims(found).map(({ peer, p, holds, reasons }) => {
      const { ratio, wins, losses, ties, wilcoxon, worstGroup } = found.get(peer)!;
      return [
        String(budget),
        escaped(peer),
        `${ratio.value.toFixed(2)} [${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}]`,
        `${wins} / ${losses} / ${ties}`,
        probability(p),
        probability(wilcoxon),
        `${escaped(worstGroup.name)} ${worstGroup.ratio.toFixed(2)}`,
        holds ? 'holds' : `no: ${escaped(reasons.join('; '))}`,
      ];
    });
  });
  return table(
    `${labels[0]} against each peer, paired by task and seed`,
    [
      'trials',
      'peer',
      'ratio',
      'tasks won / lost / even',
      'sign test p (Holm)',
      'Wilcoxon p',
      'worst group',
      'rules of a claim',
    ],
    rows,
  );
}

/** Rows with their limits, those that missed them included. */
function verdictTable(verdicts: readonly Verdict[]): string {
  return table(
    `Rows: ${verdicts.filter(({ ok }) => ok).length} of ${verdicts.length} hold`,
    ['row', 'measured', 'limit', '', 'what'],
    verdicts.map(({ id, what, value, unit, limit, bound, ok }) => [
      escaped(id),
      value === null ? '–' : `${short(value)} ${escaped(unit)}`,
      limit === null ? '' : `${bound ?? ''} ${limit}`.trim(),
      ok ? 'holds' : '<b>missed</b>',
      escaped(what),
    ]),
  );
}

/** Tasks where some peer was better at some budget, the worst at 100 trials first. */
function lossTable(labels: readonly string[], paired: readonly Entry[][], budgets: readonly number[]): string {
  const first = budgets.includes(100) ? budgets.indexOf(100) : budgets.length - 1;
  const losses = paired[0]!
    .map(({ task, group, logs }, t) => ({
      task,
      group,
      against: budgets.map((_, b) => {
        const theirs = paired.slice(1).map((entries) => mean(entries[t]!.logs.map((row) => row[b]!)));
        const least = Math.min(...theirs);
        return { ratio: Math.exp(mean(logs.map((row) => row[b]!)) - least), peer: labels[1 + theirs.indexOf(least)]! };
      }),
    }))
    .filter(({ against }) => against.some(({ ratio }) => ratio > 1))
    .sort((a, c) => c.against[first]!.ratio - a.against[first]!.ratio);
  const counts = budgets.map((budget, b) => {
    const lost = losses.filter(({ against }) => against[b]!.ratio > 1).length;
    return `${lost} of ${paired[0]!.length} at ${budget}`;
  });
  return table(
    `Losses: tasks where a peer had less regret (${counts.join(', ')} trials). Our regret over that of the best peer, named where it is above 1`,
    ['task', 'group', ...budgets.map((budget) => `at ${budget}`)],
    losses.map(({ task, group, against }) => [
      escaped(task),
      escaped(group),
      ...against.map(({ ratio, peer }) =>
        ratio > 1 ? `<b>${ratio.toFixed(2)}</b> ${escaped(peer)}` : ratio.toFixed(2),
      ),
    ]),
  );
}

function costTable(
  optimisers: readonly Optimiser[],
  tasks: readonly Task[],
  seeds: readonly number[],
  runs: Runs,
): string {
  const branched = tasks.filter((task) => task.instance(seeds[0]!).inWrongBranch !== undefined);
  const rows = optimisers.map((optimiser) => {
    const ms = askTimes(optimiser, tasks, seeds, runs);
    return [
      escaped(optimiser.label),
      mean(ms).toFixed(2),
      ms[Math.floor(0.95 * ms.length)]!.toFixed(2),
      ms.at(-1)!.toFixed(0),
      branched.length === 0 ? '' : String(wrongBranches(optimiser, branched, seeds, runs)),
    ];
  });
  const runsWithBranches = branched.length * seeds.length;
  return table(
    'Ask and tell, milliseconds, as measured while the runs were made, on all cores at once',
    ['', 'mean', '95 %', 'most', branched.length === 0 ? '' : `wrong branch, of ${runsWithBranches} runs`],
    rows,
  );
}

/** Cells are HTML. */
function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table><caption>${escaped(caption)}</caption><thead>${line(head.map(escaped), 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table></div>`;
}

const short = (x: number): string => x.toPrecision(2);

const probability = (p: number): string => (p < 0.001 ? p.toExponential(1) : p.toPrecision(2));

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --pale: #d9dee3; --paper: #fff }
${COLOUR_STYLE}
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --pale: #3a4148; --paper: #14171a } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1000px; margin: 2rem auto; padding: 0 1rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dd { margin: 0 }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem } figure { margin: 0; flex: 1 1 420px; max-width: 490px }
figcaption, caption { font-weight: 600; text-align: left; margin: .5rem 0 }
svg { width: 100%; font-size: 11px } svg text { fill: var(--ink) } svg text[class] { fill: currentColor } .grid { stroke: var(--pale); stroke-width: 1 }
.wide { overflow-x: auto } table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums }
td { white-space: nowrap } th, td { text-align: left; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid var(--pale); vertical-align: top } td:last-child { white-space: normal; min-width: 9rem }
`;

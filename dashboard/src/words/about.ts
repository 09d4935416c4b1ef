import { counted, durationText, instantText, numberText } from '../../../src/scene/number-text.ts';

/** Words of what is said of a study: tags, attributes, and how it searches. */
export const aboutWords = {
  tags: 'Tags',
  noTags: 'No tag yet.',
  editTags: 'Edit the tags',
  tagsHint: 'Words to find the study by. Enter ends one.',
  alike: (tag: string) => `All studies with the tag ${tag}`,
  attributes: (count: number) => counted(count, 'attribute'),

  setup: 'How it searches',
  noSetup: 'not known: another program made this study',
  sampler: 'Sampler',
  pruner: 'Pruner',
  noPruner: 'none: every trial runs to its end',
  populationPrunes: 'none: members of a population that do badly give way to copies of better ones',
  judged: 'Judged by',
  judgedBy: ({ name, direction }: { readonly name: string; readonly direction: string }) =>
    `${name}, ${direction === 'maximize' ? 'higher' : 'lower'} is better`,
  steps: 'Steps',
  fidelity: ({ name, min, max }: { readonly name: string; readonly min: number; readonly max: number }) =>
    `${name}, judged from ${numberText(min)} to ${numberText(max)}`,
  planned: 'Planned',
  trials: (count: number) => counted(count, 'trial'),
  spending: 'May cost',
  spent: ({ metric, total }: { readonly metric: string | null; readonly total: number }) =>
    metric === null ? `${durationText(total)} of computing` : `${numberText(total)} of ${metric}`,
  seed: 'Seed',
  program: 'Program',
  limits: 'Limits',
  limitsSet: ({ trials, concurrency, deadline, noImprovement, confirm, pruner, by, at }: Limits) =>
    `${[
      ...(trials === null ? [] : [`at most ${counted(trials, 'trial')}`]),
      ...(concurrency === null ? [] : [`${numberText(concurrency)} at once in each run`]),
      ...(deadline === null ? [] : [`until ${instantText(deadline)} UTC`]),
      ...(noImprovement === null ? [] : [`until ${counted(noImprovement, 'trial')} end without improvement`]),
      ...(confirm === null ? [] : [`the best ${numberText(confirm)} run again at the end`]),
      ...(pruner === null ? [] : [`the pruner ${pruner.name}`]),
    ].join(', ')}; set by ${by} on ${instantText(at)} UTC`,
  space: 'Space',
  spaceHolds: (parameters: number, constraints: number, isDeclared: boolean) =>
    `${counted(parameters, 'parameter')}${constraints === 0 ? '' : `, ${counted(constraints, 'constraint')}`}${isDeclared ? '' : ', as trials had them'}`,
  range: ({ kind, low, high, log, step }: Range) =>
    [
      low === high ? numberText(low) : `${numberText(low)} to ${numberText(high)}`,
      ...(kind === 'int' ? ['whole'] : []),
      ...(log ? ['logarithmic'] : []),
      ...(step === null || (kind === 'int' && step === 1) ? [] : [`in steps of ${numberText(step)}`]),
    ].join(', '),
  choices: (choices: readonly unknown[], ordered: boolean) =>
    ordered ? choices.map(text).join(' < ') : either(choices.map(text)),
  composite: (kind: 'permutation' | 'subset' | 'simplex', items: readonly unknown[]) =>
    `${COMPOSITES[kind]} ${items.map(text).join(', ')}`,
  where: (conditions: readonly string[]) => `where ${conditions.join(' and ')}`,
  is: (name: string, choices: readonly unknown[]) => `${name} is ${either(choices.map(text))}`,
} as const;

const COMPOSITES = { permutation: 'an order of', subset: 'some of', simplex: 'shares of' };

interface Limits {
  readonly trials: number | null;
  readonly concurrency: number | null;
  readonly deadline: number | null;
  readonly noImprovement: number | null;
  readonly confirm: number | null;
  readonly pruner: { readonly name: string } | null;
  readonly by: string;
  readonly at: number;
}

interface Range {
  readonly kind: 'float' | 'int';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number | null;
}

/** A choice as it is read: an empty text is seen, too. */
const text = (choice: unknown): string => {
  if (typeof choice === 'number') return numberText(choice);
  return typeof choice === 'string' && choice !== '' ? choice : JSON.stringify(choice);
};

/** `a`, `a or b`, `a, b or c`. */
const either = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;

import type { ChangeEntry } from 'vernier/client';
import { steerWords as words } from '../../../words/steer.ts';
import { wishText } from './wish-text.ts';

/** What a change was, in words; what is kept as JSON is told as people write it. null = nothing more is known. */
export function detailText({ action, detail }: Pick<ChangeEntry, 'action' | 'detail'>): string | null {
  if (detail === null) return null;
  if (action === 'limits') return limitsText(jsonOf(detail)) ?? detail;
  if (action !== 'enqueue') return detail;
  const [, wish = '', from] = /^(\{.*\})(?:, from trial (\d+))?$/.exec(detail) ?? [];
  const params = jsonOf(wish);
  if (params === null) return detail;
  const isPlain = Object.keys(params).length === 0 && from !== undefined;
  return [...(from === undefined ? [] : [words.copyOf(from)]), ...(isPlain ? [] : [wishText(params)])].join(', ');
}

function limitsText(limits: Readonly<Record<string, unknown>> | null): string | null {
  if (limits === null) return null;
  const { trials, concurrency, deadline, noImprovement, confirm } = limits as Readonly<
    Record<string, number | null | undefined>
  >;
  const pruner = limits['pruner'] as { readonly name: string } | null | undefined;
  const said = [
    ...(trials === undefined ? [] : [words.limitsSet.trials(trials)]),
    ...(concurrency === undefined ? [] : [words.limitsSet.concurrency(concurrency)]),
    ...(deadline === undefined
      ? []
      : [words.limitsSet.deadline(deadline === null ? null : new Date(deadline).toLocaleString())]),
    ...(noImprovement === undefined ? [] : [words.limitsSet.noImprovement(noImprovement)]),
    ...(confirm === undefined ? [] : [words.limitsSet.confirm(confirm)]),
    ...(pruner === undefined ? [] : [words.limitsSet.pruner(pruner?.name ?? null)]),
  ];
  return said.length === 0 ? null : said.join(', ');
}

/** What was cut off because it is too long is no JSON any more. */
function jsonOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? (read as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

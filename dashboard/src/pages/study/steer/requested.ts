import type { HealthChange } from 'vernier/analysis';

/** What a change asks of the server; null = it cannot be made while the study runs. */
export function requestOf(change: HealthChange): readonly ['PUT' | 'PATCH', string, unknown] | null {
  if (change.type === 'range' || change.type === 'forbid') return ['PUT', '/space', { changes: [change] }];
  if (change.type === 'limits') return ['PATCH', '/settings', change.limits];
  if (change.type === 'pruner')
    return ['PATCH', '/settings', { pruner: { name: change.name, options: change.options } }];
  return null;
}

import type { HealthChange } from 'vernier/analysis';

/** What a change asks of the server; null = the server does not set that. */
export function requestOf(change: HealthChange): readonly ['PUT' | 'PATCH', string, unknown] | null {
  if (change.type === 'range' || change.type === 'forbid') return ['PUT', '/space', { changes: [change] }];
  if (change.type !== 'limits') return null;
  const { trials, concurrency, ...others } = change.limits;
  if (Object.keys(others).length > 0) return null;
  return ['PATCH', '/settings', { ...(trials && { trials }), ...(concurrency && { concurrency }) }];
}

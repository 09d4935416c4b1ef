import { numberText } from 'vernier/scene';
import { steerWords as words } from '../../../words/steer.ts';
import { choiceText } from '../../trial/typed-value.ts';

/** Parameters that a waiting trial is to have, in one line. @param wish as stored: values by name */
export function wishText(wish: unknown): string {
  const entries = typeof wish === 'object' && wish !== null ? Object.entries(wish) : [];
  if (entries.length === 0) return words.bySampler;
  return entries
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? numberText(value) : choiceText(value)}`)
    .join(', ');
}

import { VernierError } from '../errors.ts';
import { SCOPES, type Scope } from '../server/access/principal.ts';

/** The rights that a text names, joined by commas. Who may change may also see. @throws `config-invalid` */
export function scopesOf(text: string): readonly Scope[] {
  const given = text.split(',').map((word) => word.trim());
  const odd = given.find((word) => !SCOPES.includes(word as Scope));
  if (odd !== undefined)
    throw new VernierError('config-invalid', `--scope names "${odd}"; expected ${SCOPES.join(', ')}.`);
  return SCOPES.filter((word) => word === 'read' || given.includes(word));
}

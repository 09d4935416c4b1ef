import { VernierError } from '../../errors.ts';
import type { Problem } from '../../history/problem.ts';
import { describe, type FloatDistribution } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { isContinuous } from '../../space/digits.ts';
import { alternatives } from '../suited.ts';

/** @throws `space-unsupported` for what no grid can list, proposing steps for each continuous parameter. */
export function checkListable(
  space: SearchSpace | null,
  points: number | null,
  problem: Problem,
): asserts space is SearchSpace {
  if (space === null)
    throw new VernierError(
      'space-unsupported',
      'grid needs a declared space: it must know all parameters beforehand.',
      {
        hint: `Declare one with space({ … }). Or use ${alternatives(problem)}.`,
      },
    );
  const shares = space.groups.filter(({ parameter }) => parameter.kind === 'simplex').map(({ name }) => name);
  if (shares.length > 0)
    throw new VernierError('space-unsupported', `grid cannot list the shares of ${named('simplex', shares)}.`, {
      details: { names: shares.join(', ') },
      hint: `Use ${alternatives(problem)}.`,
    });
  const continuous = space.groups.flatMap(({ name, parameter }) =>
    points === null && parameter.kind === 'float' && isContinuous(parameter) ? [{ name, parameter }] : [],
  );
  if (continuous.length === 0) return;
  const proposals = continuous.map(({ name, parameter }) => `${name}: ${stepped(parameter)}`);
  throw new VernierError(
    'space-unsupported',
    `grid cannot list the values of ${named(
      'continuous parameter',
      continuous.map(({ name, parameter }) => `${name} (${describe(parameter)})`),
    )}.`,
    {
      details: { names: continuous.map(({ name }) => name).join(', ') },
      hint: `Give steps, such as ${proposals.join('; ')}; or five levels each with grid({ points: 5 }). Or use ${alternatives(problem)}.`,
    },
  );
}

const named = (kind: string, names: readonly string[]): string =>
  `${names.length === 1 ? 'the' : names.length} ${kind}${names.length === 1 ? '' : 's'} ${names.join(', ')}`;

/** A declaration of about ten round steps, or of a level or more per decade: what a person would write. */
function stepped({ low, high, log }: FloatDistribution): string {
  if (!log) return `float(${low}, ${high}, { step: ${roundDown((high - low) / 8)} })`;
  const decades = Math.log(high / low) / Math.LN10;
  const levels = Math.max(3, Math.min(9, Math.round(decades) + 1));
  const values = Array.from({ length: levels }, (_, i) =>
    i === 0
      ? low
      : i === levels - 1
        ? high
        : Number((low * Math.exp((i / (levels - 1)) * Math.log(high / low))).toPrecision(2)),
  );
  return `ordinal([${values.join(', ')}])`;
}

/** The largest of 1, 2, 5 times a power of ten that is not above x. */
function roundDown(x: number): number {
  const power = Math.floor(Math.log10(x));
  const digit = [5, 2, 1].find((d) => Number(`${d}e${power}`) <= x * (1 + 1e-9)) ?? 1;
  return Number(`${digit}e${power}`);
}

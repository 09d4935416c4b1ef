import { cardinality, type Distribution, gridValue } from './distribution.ts';

/**
 * The value at a position of the unit interval: uniform positions give the distribution's own uniform draw.
 * Cells of stepped, whole and categorical values have equal width (of ln x where `log`).
 *
 * @param unit in [0, 1]
 * @returns an internal value within the distribution
 */
export function fromUnit(distribution: Distribution, unit: number): number {
  switch (distribution.kind) {
    case 'categorical':
      return cellAt(distribution, unit);
    case 'float': {
      const { low, high, log, step } = distribution;
      if (step !== null) return gridValue(low, step, cellAt(distribution, unit));
      if (unit <= 0 || unit >= 1) return unit <= 0 ? low : high; // both ends exactly
      const value = log ? Math.exp(Math.log(low) + unit * (Math.log(high) - Math.log(low))) : low + unit * (high - low);
      return Math.min(high, Math.max(low, value));
    }
    case 'int': {
      const { low, high, log, step } = distribution;
      if (!log) return low + step * cellAt(distribution, unit);
      const from = Math.log(low - 0.5);
      const value = Math.round(Math.exp(from + unit * (Math.log(high + 0.5) - from)));
      return Math.min(high, Math.max(low, value));
    }
  }
}

function cellAt(distribution: Distribution, unit: number): number {
  const cells = cardinality(distribution);
  return Math.min(cells - 1, Math.floor(unit * cells));
}

/**
 * The position of a value in the unit interval; the middle of its cell where values are discrete.
 *
 * Values outside the bounds (a space that was narrowed) are clamped. `fromUnit(d, toUnit(d, v))` is v for values of d, up to rounding of reals.
 */
export function toUnit(distribution: Distribution, internal: number): number {
  const unit = rawUnit(distribution, internal);
  return Math.min(1, Math.max(0, unit));
}

function rawUnit(distribution: Distribution, internal: number): number {
  switch (distribution.kind) {
    case 'categorical':
      return (internal + 0.5) / distribution.choices.length;
    case 'float': {
      const { low, high, log, step } = distribution;
      if (low === high) return 0.5;
      if (step !== null) return (Math.round((internal - low) / step) + 0.5) / cardinality(distribution);
      if (!log) return (internal - low) / (high - low);
      const from = Math.log(low);
      const width = Math.log(high) - from;
      return width === 0 ? 0.5 : (Math.log(internal) - from) / width; // bounds may be neighbours with one logarithm
    }
    case 'int': {
      const { low, high, log, step } = distribution;
      if (!log) return (Math.round((internal - low) / step) + 0.5) / cardinality(distribution);
      const from = Math.log(low - 0.5);
      return (Math.log(Math.max(1, internal)) - from) / (Math.log(high + 0.5) - from);
    }
  }
}

/** The cell of an internal value, the nearest one where it lies outside. */
export function cellOf(distribution: Distribution, value: number): number {
  if (distribution.kind === 'categorical') return value;
  const cell = Math.round((value - distribution.low) / (distribution.step ?? 1));
  return Math.min(cardinality(distribution) - 1, Math.max(0, cell));
}

/** The internal value of a cell of a discrete distribution; `cellOf` goes the other way. */
export function valueOfCell(distribution: Distribution, cell: number): number {
  switch (distribution.kind) {
    case 'categorical':
      return cell;
    case 'int':
      return distribution.low + cell * distribution.step;
    case 'float':
      return fromUnit(distribution, (cell + 0.5) / cardinality(distribution));
  }
}

import type { KernelMatrix } from '../../math/wasm/kernel-matrix.ts';
import type { OrderFactor } from './order-factor.ts';

/** Code of a mixture that is loaded apart. */
export interface MixtureParts {
  /** Distances on the real axes. */
  readonly kernelMatrix: (axes: number) => KernelMatrix;
  /** null where no axis is an ordering. */
  readonly OrderFactor: typeof OrderFactor | null;
}

/** Loads what mixtures are made of; the kernels of orderings only where there are orderings. */
export async function mixtureParts(hasOrders: boolean): Promise<MixtureParts> {
  const [{ kernelMatrix }, orders] = await Promise.all([
    import('../../math/wasm/kernel-matrix.ts'),
    hasOrders ? import('./order-factor.ts') : null,
  ]);
  return { kernelMatrix, OrderFactor: orders?.OrderFactor ?? null };
}

// AssemblyScript, compiled by scripts/wasm.mjs: what the module exports. The files of dense/ are twins of such in src/math: every element is the
// same chain of operations, two of them a lane, no fused operations, hence the same bits. All matrices are f64, row-major; addresses and strides
// are in bytes; sizes are padded by the caller (packed.ts) to multiples of 4.

export { choleskyRows, invertFromCholesky } from './dense/cholesky';
export { solveLower, solveLowerTransposed } from './dense/solves';
export { covariances } from './dense/covariances';
export { predict } from './dense/predict';
export { slopes } from './dense/slopes';
export { pairGradient, pairMatrix } from './dense/likelihood';
export { pairSum } from './dense/pair-sum';

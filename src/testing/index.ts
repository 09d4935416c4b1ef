export { type ContractBehaviour, executorContract } from './executor-contract.ts';
export { type PrunerCandidate, prunerContract } from './pruner-contract.ts';
export type { Runner, Skip } from './runner.ts';
export { type SamplerCandidate, samplerContract } from './sampler-contract.ts';
export { type StorageCandidate, storageContract } from './storage-contract.ts';

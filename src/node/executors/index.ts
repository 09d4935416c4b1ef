export { inline } from '../../execution/inline.ts';
export { type CommandOptions, type CommandWords, command } from './command.ts';
export type { EndableExecutor } from './endable-executor.ts';
export { endLeftovers } from './ledger.ts';
export type { MetricPatterns } from './metric-pattern.ts';
export { type ProcessOptions, processes } from './processes.ts';
export type { Slot } from './slots.ts';
export { type ThreadOptions, threads } from './threads.ts';
export { threaded } from '../threaded.ts';

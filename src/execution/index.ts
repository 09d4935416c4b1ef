export {
  type Executor,
  graceOf,
  isExecutor,
  type LimitReached,
  type Outcome,
  type Score,
  type Task,
  type TaskPort,
} from './executor.ts';
export { inline, outcomeOf, type TaskFunction } from './inline.ts';
export { type VirtualClock, virtualClock } from './virtual-clock.ts';

import type { Task } from '../../execution/executor.ts';
import type { Ruling } from '../../history/record.ts';
import { RunningTrial } from '../running.ts';

/** A trial that runs another one again: to its end, for no pruner is asked. */
export class ConfirmingTrial extends RunningTrial {
  override ruling: Ruling = { verdict: 'continue', until: null };
  declare task: Task;

  constructor(...given: ConstructorParameters<typeof RunningTrial>) {
    super(...given);
    this.task = { ...this.task, until: null };
  }

  protected override async judge(): Promise<Ruling> {
    return this.ruling;
  }
}

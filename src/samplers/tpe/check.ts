import { checkOptions, whole } from '../options.ts';
import type { TpeOptions } from './options.ts';

/** @throws `parameter-invalid` for options that do not exist or are out of range */
export function check(options: TpeOptions): void {
  checkOptions('tpe', options, { startup: whole(1, 10_000), candidates: whole(1, 10_000) });
}

import { numberText } from 'vernier/scene';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes as people say it: `3.2 MB`. */
export function bytesText(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${numberText(unit === 0 ? size : Number(size.toPrecision(3)))} ${UNITS[unit]}`;
}

import { partWords as words } from '../words/parts.ts';
import { sparkPath } from './spark-path.ts';

const WIDTH = 116;
const HEIGHT = 26;

/** The course of a few numbers, small. Nothing where there are fewer than two. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  const path = sparkPath(values, WIDTH, HEIGHT);
  if (path === null) return null;
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.sparkline}>
      <path d={path} fill="none" stroke="var(--vernier-accent)" strokeWidth={1.5} strokeLinejoin="round" />
    </svg>
  );
}

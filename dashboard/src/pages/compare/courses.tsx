import { type ReactNode, useCallback } from 'react';
import { edfScene, historyScene } from 'vernier/scene';
import { Card } from '../../parts/card.tsx';
import { Picture, type PictureLook } from '../../parts/picture.tsx';
import { compareWords as words } from '../../words/compare.ts';
import { courseScene } from './course-scene.ts';
import type { Along, Comparison } from './messages.ts';

/** How the best values came. */
export function Courses({
  comparison,
  along,
  aside,
}: {
  readonly comparison: Comparison;
  readonly along: Along;
  readonly aside: ReactNode;
}) {
  const make = useCallback(
    (look: PictureLook) =>
      along === 'trial' ? historyScene(comparison.histories, look) : courseScene(comparison, along, look),
    [comparison, along],
  );
  return (
    <Card title={words.history} aside={aside}>
      <Picture name="history" make={make} />
    </Card>
  );
}

/** How the results are spread. */
export function Spread({ comparison }: { readonly comparison: Comparison }) {
  const make = useCallback((look: PictureLook) => edfScene(comparison.edf, look), [comparison]);
  return (
    <Card title={words.edf}>
      <Picture name="spread" make={make} />
    </Card>
  );
}

import { List, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SpacePreview } from 'vernier/client';
import { send } from '../../../api/server.ts';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import type { SpaceChange } from './dials.ts';
import styles from './steer.module.css';

/** The server is asked once nothing has been turned for so many milliseconds. */
const SETTLED_MS = 300;

/** What the server says that changes would keep. @param space the stored space: for another one it is asked anew */
export function usePreview(id: string, changes: readonly SpaceChange[], space: string) {
  const key = JSON.stringify(changes);
  const [settled] = useDebouncedValue(key, SETTLED_MS);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['space-preview', id, settled, space],
    queryFn: () =>
      send<SpacePreview>('POST', `/api/studies/${encodeURIComponent(id)}/space/preview`, {
        changes: JSON.parse(settled) as readonly SpaceChange[],
      }),
    enabled: settled !== '[]',
    placeholderData: keepPreviousData,
    retry: false,
  });
  const isCurrent = settled === key && !isPlaceholderData && error === null;
  return { preview: data, error, isCurrent };
}

/** What changes would keep, in sentences. */
export function Preview({
  says,
  preview,
  isCurrent,
  error,
}: {
  /** The changes in words. */
  readonly says: readonly string[];
  readonly preview: SpacePreview | undefined;
  readonly isCurrent: boolean;
  readonly error: unknown;
}) {
  if (error !== null) return <Trouble error={error} />;
  if (preview === undefined) return <Text size="sm">{words.previewing}</Text>;
  const { inside, trials, learnt, clamped, best, bestInside } = preview;
  return (
    <section className={styles.preview} aria-label={words.preview} aria-live="polite" aria-busy={!isCurrent}>
      <List size="sm" spacing={2}>
        {says.map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
      <Text size="sm" fw={600}>
        {words.inside(inside, trials)}
      </Text>
      {learnt + clamped > 0 && <Text size="sm">{words.learnt(learnt, clamped)}</Text>}
      {best !== null && (
        <Text size="sm">{best === bestInside ? words.bestStays(best) : words.bestLeaves(best, bestInside)}</Text>
      )}
    </section>
  );
}

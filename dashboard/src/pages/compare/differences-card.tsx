import { Text } from '@mantine/core';
import type { StudyDetail } from 'vernier/client';
import { Card } from '../../parts/card.tsx';
import { compareWords as words } from '../../words/compare.ts';
import styles from './compare.module.css';
import { differences } from './differences.ts';

/** Sentences that are shown of one study. */
const MOST = 40;

/** What differs between the first study and the others, in words. */
export function DifferencesCard({ studies }: { readonly studies: readonly StudyDetail[] }) {
  const [first, ...others] = studies;
  if (first === undefined || others.length === 0) return null;
  return (
    <Card title={words.differences}>
      <Text size="xs" c="dimmed">
        {words.against(first.name)}
      </Text>
      {others.map((other) => {
        const sentences = differences(first, other);
        return (
          <div key={other.id} className={styles.told}>
            <h3>{other.name}</h3>
            {sentences.length === 0 ? (
              <p>{words.same}</p>
            ) : (
              <ul>
                {sentences.slice(0, MOST).map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            )}
            {sentences.length > MOST && <p>{words.moreDifferences(sentences.length - MOST)}</p>}
          </div>
        );
      })}
    </Card>
  );
}

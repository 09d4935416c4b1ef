import { Text } from '@mantine/core';
import { AttributeTable } from '../../parts/attribute-table.tsx';
import { Card } from '../../parts/card.tsx';
import { trialWords as words } from '../../words/trial.ts';
import type { TrialParts } from './page.tsx';

/** What users noted with a trial. */
export function AttributesCard({ trial: { attributes } }: TrialParts) {
  return (
    <Card title={words.attributes}>
      {Object.keys(attributes).length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noAttributes}
        </Text>
      ) : (
        <AttributeTable attributes={attributes} />
      )}
    </Card>
  );
}

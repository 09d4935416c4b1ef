import { Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DeskLink } from '../../desk/link.ts';
import { useStudy } from '../../desk/use-desk.ts';
import { Card } from '../../parts/card.tsx';
import { Command } from '../../parts/command.tsx';
import { studyWords as words } from '../../words/study.ts';

/** There is no trial yet: how the study is started. */
export function NoTrials({ desk, id }: { readonly desk: DeskLink; readonly id: string }) {
  const name = useStudy(desk)?.name;
  return (
    <Card title={words.emptyTitle}>
      <Stack gap="sm">
        <Text size="sm">{words.empty}</Text>
        {name !== undefined && (
          <>
            <Text size="sm">{words.emptyHint}</Text>
            <Command text={words.emptyCommand(shellText(name))} />
          </>
        )}
        <Text size="sm">
          {words.emptyOr}{' '}
          <Link to="/studies/$id" params={{ id }} search={{ tab: 'steer' }}>
            {words.emptySteer}
          </Link>
        </Text>
      </Stack>
    </Card>
  );
}

/** A text as one word of a shell, whatever stands in it. */
const shellText = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

import { Button, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Command } from '../../parts/command.tsx';
import { studiesWords as words } from '../../words/studies.ts';

/** There is no study: how one is started. */
export function NoStudy() {
  return (
    <Stack className="card" align="center" p="xl" gap="md">
      <Title order={2}>{words.empty}</Title>
      <Text c="dimmed">{words.emptyHint}</Text>
      <Command text={words.emptyCommand} />
      <Link to="/new">{words.emptyForm}</Link>
      <Link to="/dial">{words.emptyDial}</Link>
    </Stack>
  );
}

/** There are studies, and none is like what was asked for. */
export function NoneFound({ showAll }: { readonly showAll: () => void }) {
  return (
    <Stack className="card" align="center" p="xl">
      <Text>{words.noneFound}</Text>
      <Button variant="default" onClick={showAll}>
        {words.showAll}
      </Button>
    </Stack>
  );
}

import { Alert, Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { ServerError } from '../api/server.ts';
import { partWords } from '../words/parts.ts';
import { shellWords as words } from '../words/shell.ts';

/** A page that is on its way. */
export function Waiting() {
  return (
    <Group justify="center" p="xl" role="status">
      <Loader size="sm" aria-hidden />
      <Text c="dimmed">{words.loading}</Text>
    </Group>
  );
}

/** There is nothing at this address. */
export function NotFound() {
  return (
    <Stack align="center" p="xl">
      <title>{partWords.pageTitle(words.notFoundTitle)}</title>
      <Title order={1}>{words.notFound}</Title>
      <Text c="dimmed">{words.notFoundHint}</Text>
      <Link to="/">{words.toStudies}</Link>
    </Stack>
  );
}

/** Something went wrong on a page: what, and what can be done. Nothing is left blank. */
export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <Stack p="md">
      <title>{partWords.pageTitle(words.brokenTitle)}</title>
      <Trouble error={error} />
      <Group>
        <Button variant="default" onClick={reset}>
          {words.again}
        </Button>
      </Group>
    </Stack>
  );
}

/** An error in words: the server's own, with its hint, or that of the page. */
export function Trouble({ error }: { readonly error: unknown }) {
  const isServers = error instanceof ServerError;
  const isLoggedOut = isServers && error.status === 401;
  return (
    <Alert color="red" title={isLoggedOut ? words.loggedOut : words.broken} role="alert">
      <Stack gap="xs">
        <Text size="sm">
          {isLoggedOut ? words.loggedOutHint : error instanceof Error ? error.message : String(error)}
        </Text>
        {isServers && !isLoggedOut && error.hint !== null && (
          <Text size="sm" c="dimmed">
            {error.hint}
          </Text>
        )}
        {isLoggedOut && (
          <a href="/login" target="_blank" rel="noreferrer">
            {words.logIn}
          </a>
        )}
      </Stack>
    </Alert>
  );
}

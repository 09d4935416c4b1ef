import { Title } from '@mantine/core';

/** The page of this address. */
export function NewStudyPage() {
  return <Title order={1}>new</Title>;
}

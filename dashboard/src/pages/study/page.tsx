import { Title } from '@mantine/core';

/** The page of this address. */
export function StudyPage() {
  return <Title order={1}>study</Title>;
}

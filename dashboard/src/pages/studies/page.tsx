import { Title } from '@mantine/core';

/** The page of this address. */
export function StudiesPage() {
  return <Title order={1}>studies</Title>;
}

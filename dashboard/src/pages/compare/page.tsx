import { Title } from '@mantine/core';

/** The page of this address. */
export function ComparePage() {
  return <Title order={1}>compare</Title>;
}

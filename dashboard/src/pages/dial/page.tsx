import { Title } from '@mantine/core';

/** The page of this address. */
export function DialPage() {
  return <Title order={1}>dial</Title>;
}

import { Title } from '@mantine/core';

/** The page of this address. */
export function TrialPage() {
  return <Title order={1}>trial</Title>;
}

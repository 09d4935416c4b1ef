import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { StudyList } from 'vernier/client';
import { get } from '../../api/server.ts';
import { compareWords as words } from '../../words/compare.ts';

/** Studies that are compared at most: of more, lines are no longer told apart. */
export const MOST = 10;

/** Which studies are compared. */
export function Chooser({
  ids,
  names,
  choose,
}: {
  readonly ids: readonly string[];
  /** Of studies that are known, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly choose: (ids: readonly string[]) => void;
}) {
  const { data } = useQuery({
    queryKey: ['studies', 'names'],
    queryFn: async ({ signal }) =>
      (await get<StudyList>('/api/studies', signal)).studies.map(({ id, name }) => ({ id, name })),
    staleTime: 10_000,
  });
  const listed = (data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const others = ids
    .filter((id) => !listed.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: names.get(id) ?? words.unknown(id) }));
  return (
    <MultiSelect
      label={words.choose}
      placeholder={ids.length === 0 ? words.chooseHint : ''}
      data={[...others, ...listed]}
      value={[...ids]}
      onChange={choose}
      limit={60}
      maxValues={MOST}
      description={ids.length >= MOST ? words.most(MOST) : undefined}
      nothingFoundMessage={words.noneFound}
      searchable
      hidePickedOptions
    />
  );
}

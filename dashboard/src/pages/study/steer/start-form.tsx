import { Button, Checkbox, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { send } from '../../../api/server.ts';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { studyPath } from './steer-tab.tsx';
import { useSend } from './use-send.ts';

/** Starts a program: the config of the study, or a file that lies in an allowed folder. */
export function StartForm({
  id,
  folders,
  hasConfig,
  started,
}: {
  readonly id: string;
  readonly folders: readonly string[];
  readonly hasConfig: boolean;
  readonly started: () => void;
}) {
  const [isOwn, setOwn] = useState(hasConfig);
  const [file, setFile] = useState('');
  const [folder, setFolder] = useState(folders[0]!);
  const [keep, setKeep] = useState(false);
  const sending = useSend();
  const start = async () => {
    const what = isOwn ? { folder } : { file: file.trim() };
    if (await sending.attempt(() => send('POST', `${studyPath(id)}/runs`, { ...what, keep }))) started();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Stack gap="xs">
        <Text size="sm">{words.startHint}</Text>
        {hasConfig && (
          <NativeSelect
            size="xs"
            label={words.what}
            data={[
              { value: 'own', label: words.ownConfig },
              { value: 'file', label: words.otherFile },
            ]}
            value={isOwn ? 'own' : 'file'}
            onChange={(event) => setOwn(event.currentTarget.value === 'own')}
          />
        )}
        {isOwn ? (
          <NativeSelect
            size="xs"
            label={words.folder}
            data={[...folders]}
            value={folder}
            onChange={(event) => setFolder(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            size="xs"
            label={words.file}
            placeholder={`${folders[0]}/…`}
            autoComplete="off"
            spellCheck={false}
            value={file}
            onChange={(event) => setFile(event.currentTarget.value)}
          />
        )}
        <Checkbox
          size="xs"
          label={words.keep}
          checked={keep}
          onChange={(event) => setKeep(event.currentTarget.checked)}
        />
        {sending.error !== null && <Trouble error={sending.error} />}
        <div>
          <Button
            size="xs"
            type="submit"
            variant="default"
            loading={sending.isBusy}
            disabled={!isOwn && file.trim() === ''}
          >
            {words.start}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

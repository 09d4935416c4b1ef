import '@mantine/core/styles/Checkbox.css';
import { Alert, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { send } from '../../api/server.ts';
import { useMay, useSession } from '../../parts/session.ts';
import { Trouble } from '../../shell/fallbacks.tsx';
import { newWords as words } from '../../words/new.ts';
import { partWords } from '../../words/parts.ts';
import { checked, refusedPart, type Wrong } from './check.ts';
import { isEditable, yamlOf } from './document.ts';
import { Foot } from './foot.tsx';
import { FormView } from './form-view.tsx';
import styles from './new.module.css';
import { TEMPLATES } from './templates.ts';
import { useDraft } from './use-draft.ts';
import { YamlView } from './yaml-view.tsx';

/** A text is looked over once nothing has been typed for so many milliseconds. */
const SETTLED_MS = 150;

/** A study is made: by a form, or as YAML. Both show the same text. */
export function NewStudyPage() {
  const { draft, isKept, change, edit, forget } = useDraft();
  const { text, view } = draft;
  const [replaced, setReplaced] = useState<string | null>(null);
  const [goTo, setGoTo] = useState<{ readonly line: number } | null>(null);
  const creation = useCreation(text, forget);
  const canWrite = useMay('write');
  const session = useSession();
  const yaml = useMemo(() => yamlOf(text), [text]);
  const [settled] = useDebouncedValue(text, SETTLED_MS);
  const look = useMemo(() => checked(settled), [settled]);
  const wrong = look.wrong ?? creation.refused;
  const canShowForm = isEditable(yaml);
  const show = (line: number) => {
    change({ view: 'yaml' });
    setGoTo({ line });
  };
  return (
    <Stack gap="sm">
      <title>{partWords.pageTitle(words.title)}</title>
      <Group justify="space-between" gap="sm">
        <Title order={1}>{words.title}</Title>
        <SegmentedControl
          aria-label={words.view}
          data={[
            { value: 'form', label: words.views.form },
            { value: 'yaml', label: words.views.yaml },
          ]}
          value={view}
          onChange={(next) => change({ view: next as 'form' | 'yaml' })}
        />
      </Group>
      {session !== undefined && !canWrite && (
        <Alert title={words.mayNot}>
          <Text size="sm">{words.mayNotHint}</Text>
        </Alert>
      )}
      <div className={styles.templates} role="group" aria-label={words.template}>
        <Text size="sm" c="dimmed">
          {words.template}
        </Text>
        {TEMPLATES.map((template) => (
          <Button
            key={template.key}
            size="compact-sm"
            variant="default"
            onClick={() => {
              setReplaced(TEMPLATES.some((one) => one.text === text) ? null : text);
              change({ text: template.text });
            }}
          >
            {words.templates[template.key]}
          </Button>
        ))}
        {replaced !== null && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              change({ text: replaced });
              setReplaced(null);
            }}
          >
            {words.bringBack}
          </Button>
        )}
      </div>
      {view === 'form' && canShowForm && <FormView yaml={yaml} edit={edit} wrong={wrong} />}
      {view === 'form' && !canShowForm && (
        <Alert title={words.noForm}>
          <Group>
            <Text size="sm">{words.noFormHint}</Text>
            <Button size="compact-sm" variant="default" onClick={() => show(wrong?.line ?? 1)}>
              {words.toYaml}
            </Button>
          </Group>
        </Alert>
      )}
      {view === 'yaml' && <YamlView text={text} change={(next) => change({ text: next })} wrong={wrong} goTo={goTo} />}
      {creation.error !== null && creation.refused === null && (
        <>
          <Trouble error={creation.error} />
          <Text size="sm">{words.stays}</Text>
        </>
      )}
      <Foot
        look={look}
        wrong={wrong}
        isKept={isKept}
        canCreate={canWrite}
        isBusy={creation.isBusy}
        show={show}
        create={creation.create}
      />
    </Stack>
  );
}

/** Makes the study of a text, and goes to its page. What the server refuses stays said until the text is another one. */
function useCreation(text: string, made: () => void) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ readonly text: string; readonly error: unknown } | null>(null);
  const error = failure?.text === text ? failure.error : null;
  const refused = useMemo((): Wrong | null => refusedPart(text, error), [text, error]);
  const create = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const { id } = await send<{ readonly id: string }>('POST', '/api/studies', { yaml: text });
      made();
      await queries.invalidateQueries({ queryKey: ['studies'] });
      await navigate({ to: '/studies/$id', params: { id } });
    } catch (thrown) {
      setFailure({ text, error: thrown });
      setBusy(false);
    }
  };
  return { isBusy, error, refused, create: () => void create() };
}

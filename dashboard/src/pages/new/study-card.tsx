import { Text, Textarea } from '@mantine/core';
import { isSeq } from 'yaml';
import { Card } from '../../parts/card.tsx';
import { useMay } from '../../parts/session.ts';
import { newWords as words } from '../../words/new.ts';
import { nodeAt, put, shownList, textOf, typedList, words as text } from './document.ts';
import { Field } from './field.tsx';
import { Fault, type FormParts } from './form-view.tsx';
import styles from './new.module.css';

/** What the study is called, and what runs for it. */
export function StudyCard({ yaml, edit, wrong }: FormParts) {
  const canRun = useMay('run');
  const own = (key: string): string => textOf(nodeAt(yaml, [key])) ?? '';
  const command = nodeAt(yaml, ['command']);
  return (
    <Card title={words.study}>
      <div className={styles.fields}>
        <div>
          <Field
            label={words.name}
            description={words.nameHint}
            required
            withAsterisk={false}
            value={own('name')}
            commit={(name) => edit((to) => put(to, ['name'], text(name)))}
          />
          <Fault wrong={wrong} path={['name']} />
        </div>
        <Textarea
          size="xs"
          label={words.description}
          description={words.descriptionHint}
          rows={1}
          value={own('description')}
          onChange={({ currentTarget: { value } }) => edit((to) => put(to, ['description'], text(value)))}
        />
        <div>
          <Field
            label={words.program}
            description={words.programHint}
            value={own('program')}
            commit={(program) => edit((to) => put(to, ['program'], text(program)))}
          />
          <Fault wrong={wrong} path={['program']} />
        </div>
        <div>
          <Field
            label={words.command}
            description={words.commandHint}
            value={isSeq(command) ? shownList(command) : (textOf(command) ?? '')}
            commit={(command) => edit((to) => put(to, ['command'], typedList(command)))}
          />
          <Fault wrong={wrong} path={['command']} />
        </div>
      </div>
      <Text size="sm" c="dimmed" mt="sm">
        {canRun ? words.runs.may : words.runs.mayNot}
      </Text>
    </Card>
  );
}

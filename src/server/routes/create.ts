import { z } from 'zod';
import { isVernierError, VernierError } from '../../errors.ts';
import { createStudy } from '../../study/opening/create.ts';
import { plainJson } from '../../study/telling/plain-json.ts';
import { keepLeaves } from '../../study/opening/program-leaves.ts';
import { studyText } from '../../wire/steering.ts';
import { jsonAnswer, Refusal } from '../refusal.ts';
import { type App, audited, given, type Parts, route } from './route.ts';
import { publicId } from '../studies.ts';
import { CONFIG, type ReadStudyFile, type StudyFile } from '../study-file.ts';

const warnings = z.array(z.object({ line: z.number().int(), message: z.string() }));
const checked = z.object({ name: z.string(), parameters: z.array(z.string()), warnings }).meta({ id: 'CheckedStudy' });
/** A form that is written out for people grows with each level by its indentation. Characters. */
const LONGEST = 256 * 1024;

const created = z.object({ id: z.string(), name: z.string(), warnings }).meta({ id: 'CreatedStudy' });

/** Adds what makes studies. */
export function addCreateRoutes(app: App, parts: Parts): void {
  const { archive, ports, studies } = parts;

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/check',
      says: 'Check the config of a study as YAML or JSON; nothing is made.',
      scope: 'write',
      body: studyText,
      answer: checked,
    },
    async (c) => {
      const { file } = await readFrom(ports.readStudyFile, given(c, 'json', studyText));
      const parameters = file.search.space?.groups.map(({ name }) => name) ?? [];
      return jsonAnswer({ name: file.name, parameters, warnings: file.warnings });
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/studies',
      says: 'Make a study of a config as YAML or JSON. Nothing runs by that.',
      scope: 'write',
      body: studyText,
      answer: created,
    },
    async (c) => {
      const { file, text } = await readFrom(ports.readStudyFile, given(c, 'json', studyText));
      const config = { text, by: c.get('principal').who, at: ports.clock.instant() };
      const record = await audited(c, parts, { action: 'create', study: file.name }, () =>
        archive.use(async (storage) => {
          const study = await createStudy({ ...file.search, storage, name: file.name });
          if (file.description !== null) await study.setAttribute('description', file.description);
          await keepLeaves(storage, file.name, file.leaves);
          const made = (await storage.findStudy(file.name))!;
          await storage.setStudyAttribute(made.id, 'system', CONFIG, config);
          return made;
        }),
      );
      await studies.list();
      return jsonAnswer({ id: publicId(record), name: record.name, warnings: file.warnings });
    },
  );
}

/** Reads what was sent. Lines are those of a text; a form has none, so its errors name no line. */
async function readFrom(
  read: ReadStudyFile,
  sent: z.infer<typeof studyText>,
): Promise<{ readonly file: StudyFile; readonly text: string }> {
  if ('yaml' in sent) return { file: await read(sent.yaml), text: sent.yaml };
  const text = JSON.stringify(plainJson('config', sent.config), null, 2);
  if (text.length > LONGEST)
    throw new Refusal(413, 'body-too-long', `The config may have ${LONGEST} characters once it is written out.`, {
      hint: 'Make it flatter, or shorter.',
    });
  try {
    const file = await read(text);
    return { file: { ...file, warnings: file.warnings.map(({ message }) => ({ line: 0, message })) }, text };
  } catch (error) {
    if (!isVernierError(error) || error.details['line'] === undefined) throw error;
    const { line: _line, file: _file, ...details } = error.details;
    throw new VernierError(error.code, error.message.replace(/^study\.yaml:\d+: /, ''), {
      details,
      ...(error.hint === null ? {} : { hint: error.hint }),
    });
  }
}

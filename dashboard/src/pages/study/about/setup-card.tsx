import type { StudyDetail } from 'vernier/client';
import { Card } from '../../../parts/card.tsx';
import { aboutWords as words } from '../../../words/about.ts';
import css from './about.module.css';
import { setupLines } from './setup-lines.ts';
import { spaceLines } from './space-lines.ts';

/** How a study searches, and what, as far as that is known. */
export function SetupCard({ study }: { readonly study: StudyDetail }) {
  const { isDeclared, parameters, constraints } = spaceLines(study);
  return (
    <Card title={words.setup}>
      <dl className={css.facts}>
        {setupLines(study).map(([what, text]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        {parameters.length > 0 && (
          <div>
            <dt>{words.space}</dt>
            <dd>
              <details>
                <summary>{words.spaceHolds(parameters.length, constraints, isDeclared)}</summary>
                <ul className={css.space} tabIndex={0} aria-label={words.space}>
                  {parameters.map(({ key, name, range, when }) => (
                    <li key={key}>
                      <b>{name}</b> {range}
                      {when !== null && `, ${when}`}
                    </li>
                  ))}
                </ul>
              </details>
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}

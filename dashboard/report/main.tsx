import './report.css';
import { createRoot } from 'react-dom/client';
import { openFrozenStudy } from 'vernier/client';
import { deskOnPage } from '../src/desk/page-desk.ts';
import { frozenIn } from './frozen.ts';
import { showNotes } from './notes.ts';
import { Report } from './report.tsx';
import { SchemeButton } from './scheme.tsx';

const notes = document.getElementById('notes');
if (notes !== null) showNotes(notes);
createRoot(document.getElementById('controls')!).render(<SchemeButton />);
const { study, madeAt, params, about, bytes } = await frozenIn(document);
const desk = deskOnPage(openFrozenStudy(bytes, madeAt), about);
createRoot(document.getElementById('live')!).render(
  <Report desk={desk} study={study} params={params} goesLive={goLive} />,
);

/** What takes the place of the file's pictures is painted: they are for paper from now on. */
function goLive(): void {
  document.documentElement.dataset['live'] = 'true';
}

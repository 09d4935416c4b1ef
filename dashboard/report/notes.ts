import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';

/** Shows notes as the Markdown that they are. HTML in them is text; pictures are left out, for the file asks nothing of anywhere. */
export function showNotes(place: HTMLElement): void {
  place.innerHTML = micromark(place.textContent, {
    extensions: [gfmTable(), { disable: { null: ['labelStartImage'] } }],
    htmlExtensions: [gfmTableHtml()],
  });
  place.classList.remove('plain');
  for (const link of place.querySelectorAll('a')) link.rel = 'noreferrer noopener';
}

/** Text as it may stand in a document, in quotes or between tags; letters that would turn or hide others are left out. */
export function escaped(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** JSON as it may stand in a `<script>` of data: nothing in it can end that. */
export const scriptJson = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

/** A table with a heading row; numbers stand to the right. It scrolls by itself where it is too wide. */
export function tableHtml(
  label: string,
  head: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  isNumeric: readonly boolean[],
): string {
  const of = (i: number): string => (isNumeric[i] === true ? ' class="number"' : '');
  const cells = rows.map(
    (row) => `<tr>${row.map((cell, i) => `<td${of(i)}>${cell === null ? '' : escaped(cell)}</td>`).join('')}</tr>`,
  );
  return `<div class="wide" role="region" tabindex="0" aria-label="${escaped(label)}"><table>
<thead><tr>${head.map((name, i) => `<th scope="col"${of(i)}>${escaped(name)}</th>`).join('')}</tr></thead>
<tbody>
${cells.join('\n')}
</tbody></table></div>`;
}

import { readScalar } from '../config/yaml-scalar.ts';
import type { Data } from '../space/file-tree.ts';

/** Data as YAML lines: maps of maps one below the other, what holds only values in one line. */
export function yamlLines(data: { readonly [key: string]: Data }, indent = ''): readonly string[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (isMap(value) && Object.values(value).some(isMap))
      return [`${indent}${yamlText(key)}:`, ...yamlLines(value, `${indent}  `)];
    return [`${indent}${yamlText(key)}: ${flow(value)}`];
  });
}

const isMap = (value: Data): value is { readonly [key: string]: Data } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function flow(value: Data): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isMap(value))
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${yamlText(key)}: ${flow(part)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? yamlText(value) : numberText(value as number | boolean | null);
}

/** Numbers that every YAML reads alike: `1e-7` gets a point and a sign. */
export function numberText(value: number | boolean | null): string {
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  return String(value).replace(
    /^(-?\d+)(\.\d+)?e\+?(-?)(\d+)$/,
    (_, whole: string, rest = '.0', sign: string, power: string) => `${whole}${rest}e${sign || '+'}${power}`,
  );
}

/** A text, in quotes where it would be read as something else. */
export function yamlText(text: string): string {
  const plain =
    /^[A-Za-z_][\w./-]*(?: [\w./-]+)*$/.test(text) &&
    typeof readScalar(text).value === 'string' &&
    readScalar(text).elsewhere === null;
  return plain ? text : JSON.stringify(text);
}

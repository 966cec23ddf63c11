import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Holds a part of a document that is made of the code to what it is made of; writes it where
 * `UPDATE_DOCUMENTS=1` asks for that.
 * @param name what stands in the comments before and after the part
 */
export function expectInDocument(name: string, part: string, document = 'docs/health.md'): void {
  const text = readFileSync(document, 'utf8');
  const start = `<!-- ${name} -->\n`;
  const end = `<!-- end of ${name} -->`;
  const [before = '', rest = ''] = text.split(start);
  const written = `${before}${start}${part}\n${rest.slice(rest.indexOf(end))}`;
  if (process.env['UPDATE_DOCUMENTS'] === '1') writeFileSync(document, written);
  expect(readFileSync(document, 'utf8')).toBe(written);
}

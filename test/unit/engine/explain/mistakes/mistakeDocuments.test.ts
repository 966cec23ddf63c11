import { expect, it } from 'vitest';
import { mistakes } from '../../../../../src/engine/explain/mistakes/catalogue';
import { formatMessage } from '../../../../../src/engine/message';
import { expectInDocument } from '../../documentParts';

it('docs/mistakes.md has a section for each mistake, with what a sheet says of it', () => {
  const sections = mistakes.map(({ kind, documentation, family }) =>
    [`### ${kind}`, documentation, `- In a sheet: *${formatMessage(family)}*`].join('\n\n'),
  );
  expect(new Set(mistakes.map(({ kind }) => kind)).size).toBe(mistakes.length);
  expectInDocument('mistakes', `\n${sections.join('\n\n')}\n`, 'docs/mistakes.md');
});

it('no family has a number in it but how many paths there are', () => {
  for (const { family } of mistakes) expect(formatMessage(family)).not.toMatch(/\d/);
});

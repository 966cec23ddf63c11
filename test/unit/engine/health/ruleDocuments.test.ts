import { expect, test } from 'vitest';
import { healthRules } from '../../../../src/engine/health/healthRules';
import { formatMessage } from '../../../../src/engine/message';
import { expectInDocument } from '../documentParts';

test('docs/health.md explains each rule under its own name, with the numbers it compares with', () => {
  const sections = healthRules.map(({ name, title, explanation, thresholds }) =>
    [
      `### ${name}`,
      `**${title}.** ${formatMessage(explanation)}`,
      Object.values(thresholds)
        .map(({ value, documentation }) => `- ${String(value)}: ${documentation}`)
        .join('\n'),
    ].join('\n\n'),
  );
  expect(new Set(healthRules.map(({ name }) => name)).size).toBe(healthRules.length);
  expectInDocument('rules', `\n${sections.join('\n\n')}\n`);
});

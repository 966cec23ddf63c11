import type { JSX } from 'preact';
import type { RulePart } from './ruleParts';

/** A line of mathematics, with what comes from above and what are values in their colours. */
export function Formula({
  parts,
  lead = '',
}: {
  readonly parts: readonly RulePart[];
  readonly lead?: string;
}): JSX.Element {
  return (
    <span class="formula">
      {lead}
      {parts.map(({ text, role, shape }, at) =>
        role === 'plain' ? (
          text
        ) : (
          <span key={at} class={`formula-${role}`}>
            {text}
            {shape !== undefined && <sub class="formula-shape">{shape}</sub>}
          </span>
        ),
      )}
    </span>
  );
}

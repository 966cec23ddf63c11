import type { JSX } from 'preact';
import type { PanelFinding } from '../../../../src/protocol/networkPanelState';
import { text } from '../../../kit/translation';
import { openFindings } from '../../state/store';
import { strings } from './layersTexts';

export function findingsOf(layer: number): readonly PanelFinding[] {
  return openFindings.value.filter((finding) => finding.layer === layer);
}

/** What is the matter with a layer, in a line each. */
export function Badges({ layer }: { readonly layer: number }): JSX.Element | null {
  const found = findingsOf(layer);
  if (found.length === 0) return null;
  return (
    <ul class="badges">
      {found.map(({ rule, severity, text: sentence }) => (
        <li key={rule} class={`layer-badge is-${severity}`}>
          <span class={`icon icon-${severity}`} aria-hidden="true" />
          {sentence}
        </li>
      ))}
    </ul>
  );
}

/** The same with why it matters and what helps. */
export function FindingCards({ layer }: { readonly layer: number }): JSX.Element | null {
  const found = findingsOf(layer);
  if (found.length === 0) return null;
  return (
    <>
      {found.map(({ rule, severity, text: sentence, explanation, remedies, step }) => (
        <section key={rule} class={`layer-finding is-${severity}`}>
          <h4 class="finding-title">
            <span class={`icon icon-${severity}`} aria-hidden="true" />
            {sentence}
          </h4>
          <p>
            {explanation} <span class="hint">{text(strings.sinceStep, step)}</span>
          </p>
          {remedies.length > 0 && (
            <>
              <h5 class="section-heading">{text(strings.remedies)}</h5>
              <ul class="remedies">
                {remedies.map((remedy) => (
                  <li key={remedy.text}>{remedy.text}</li>
                ))}
              </ul>
            </>
          )}
        </section>
      ))}
    </>
  );
}

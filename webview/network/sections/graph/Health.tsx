import type { JSX } from 'preact';
import { groupedNumber } from '../../../kit/numbers';
import type { PanelFinding } from '../../../../src/protocol/networkPanelState';
import { text } from '../../../kit/translation';
import { select } from '../../state/actions';
import { findings, openFindings } from '../../state/store';
import { layerName } from './drawnGraph';
import { strings } from './networkGraphTexts';
import { findingName } from './layerWords';

function period({ step, resolvedAt }: PanelFinding): string {
  return resolvedAt === undefined
    ? text(strings.sinceStep, groupedNumber(step))
    : text(strings.untilStep, groupedNumber(step), groupedNumber(resolvedAt));
}

function Finding({ finding }: { readonly finding: PanelFinding }): JSX.Element {
  const { severity, layer, text: sentence, explanation, remedies } = finding;
  const isOpen = finding.resolvedAt === undefined;
  return (
    <li class={`finding is-${isOpen ? severity : 'resolved'}`} data-finding={finding.rule}>
      <span class={`icon icon-${isOpen ? severity : 'check'}`} aria-hidden="true" />
      <div class="finding-body">
        <p class="finding-head">
          {layer === undefined ? (
            <span>{text(strings.wholeNetwork)}</span>
          ) : (
            <button
              class="link"
              type="button"
              onClick={() => {
                select(layer, true);
              }}
            >
              {layerName(layer)}
            </button>
          )}
          <span class="finding-name">{findingName(finding)}</span>
          <span class="hint">{period(finding)}</span>
        </p>
        <p>{sentence}</p>
        <details>
          <summary>{text(strings.remedies)}</summary>
          <p>{explanation}</p>
          <ul class="remedies">
            {remedies.map((remedy) => (
              <li key={remedy}>{remedy}</li>
            ))}
          </ul>
        </details>
      </div>
    </li>
  );
}

function FindingList({ list }: { readonly list: readonly PanelFinding[] }): JSX.Element {
  return (
    <ul class="findings">
      {list.map((finding) => (
        <Finding key={`${finding.rule}/${finding.layer}/${finding.step}`} finding={finding} />
      ))}
    </ul>
  );
}

/** What is the matter with the training, and what may help; what no longer holds is folded. */
export function Health(): JSX.Element | null {
  const open = openFindings.value;
  const resolved = findings.value.filter(({ resolvedAt }) => resolvedAt !== undefined);
  if (open.length + resolved.length === 0) return null;
  return (
    <section class="health" aria-label={text(strings.health)}>
      {open.length > 0 && (
        <>
          <h3 class="health-title">{text(strings.openFindings, open.length)}</h3>
          <FindingList list={open} />
        </>
      )}
      {resolved.length > 0 && (
        <details>
          <summary>{text(strings.resolvedFindings, resolved.length)}</summary>
          <FindingList list={resolved} />
        </details>
      )}
    </section>
  );
}

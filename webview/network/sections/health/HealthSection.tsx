import type { JSX } from 'preact';
import { groupedNumber } from '../../../kit/numbers';
import type { PanelFinding } from '../../../../src/protocol/networkPanelState';
import { text } from '../../../kit/translation';
import { openLayer } from '../../overview/openParts';
import { Section } from '../../Section';
import { post } from '../../state/host';
import { findings, notJudged, openFindings, scrubbed, shownStep, status, stepsDone } from '../../state/store';
import { layerName } from '../graph/drawnGraph';
import { findingName, ruleName, scalarsOf, scalarText } from '../graph/layerWords';
import { strings as scalarNames } from '../graph/networkGraphTexts';
import { strings } from './healthTexts';

/** What is the matter with the training, and what may help; what no longer holds is folded. */
export function HealthSection(): JSX.Element {
  const open = openFindings.value;
  const resolved = findings.value.filter(({ resolvedAt }) => resolvedAt !== undefined);
  return (
    <Section id="health" title={strings.title}>
      <div class="health">
        {scrubbed.value !== null && shownStep.value !== null && findings.value.length > 0 && (
          <p class="hint">
            {text(strings.lookingBack, groupedNumber(stepsDone.value), groupedNumber(shownStep.value))}
          </p>
        )}
        {open.length > 0 ? (
          <>
            <h3 class="health-title">{text(strings.open, open.length)}</h3>
            <FindingList list={open} />
          </>
        ) : (
          <p class="hint">{text(nothingOpen())}</p>
        )}
        {resolved.length > 0 && (
          <details>
            <summary>{text(strings.resolved, resolved.length)}</summary>
            <FindingList list={resolved} />
          </details>
        )}
        {notJudged.value.length > 0 && <NotJudged />}
      </div>
    </Section>
  );
}

function nothingOpen(): string {
  if (status.value === null) return strings.nothingWatched;
  return notJudged.value.length > 0 ? strings.nothingFoundInPart : strings.nothingFound;
}

/** What a recording cannot tell: silence is not health. */
function NotJudged(): JSX.Element {
  return (
    <>
      <h3 class="health-title">{text(strings.notJudged, notJudged.value.length)}</h3>
      <p class="hint">{text(strings.notJudgedHelp)}</p>
      <dl class="not-judged">
        {[...rulesByReason()].map(([why, rules]) => (
          <div key={why} data-not-judged={rules.join(' ')}>
            <dt>{rules.map(ruleName).join(', ')}</dt>
            <dd>{why}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Several rules may lack the same. */
function rulesByReason(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { rule, why } of notJudged.value) found.set(why, [...(found.get(why) ?? []), rule]);
  return found;
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

function Finding({ finding }: { readonly finding: PanelFinding }): JSX.Element {
  const { severity, layer, text: sentence, explanation } = finding;
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
              title={text(strings.showLayer, layerName(layer))}
              onClick={() => {
                openLayer(layer);
              }}
            >
              {layerName(layer)}
            </button>
          )}
          <span class="finding-name">{findingName(finding)}</span>
          <span class="hint">{period(finding)}</span>
        </p>
        <p>{sentence}</p>
        {isOpen && layer !== undefined && <Numbers layer={layer} />}
        <p class="hint">{explanation}</p>
        {isOpen && <Remedies finding={finding} />}
      </div>
    </li>
  );
}

function period({ step, resolvedAt }: PanelFinding): string {
  return resolvedAt === undefined
    ? text(strings.sinceStep, groupedNumber(step))
    : text(strings.untilStep, groupedNumber(step), groupedNumber(resolvedAt));
}

/** How the layer stands now, whatever it was when the finding was raised. */
function Numbers({ layer }: { readonly layer: number }): JSX.Element | null {
  const scalars = scalarsOf(layer);
  if (scalars.length === 0) return null;
  return (
    <dl class="finding-numbers">
      {scalars.map((name) => (
        <div key={name}>
          <dt>{text(scalarNames[name])}</dt>
          <dd class="exact">{scalarText(layer, name)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The likeliest to help first; what can be made in the text has a button. */
function Remedies({ finding }: { readonly finding: PanelFinding }): JSX.Element {
  const { rule, layer, remedies } = finding;
  return (
    <>
      <h4 class="remedies-title">{text(strings.remedies)}</h4>
      <ul class="remedies">
        {remedies.map(({ text: remedy, isEdit }, at) => (
          <li key={remedy}>
            {remedy}{' '}
            {isEdit && (
              <button
                class="button is-secondary"
                type="button"
                aria-label={text(strings.fixLabel, remedy)}
                onClick={() => {
                  post({ kind: 'applyRemedy', rule, ...(layer !== undefined && { layer }), remedy: at });
                }}
              >
                {text(strings.fix)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { groupedNumber } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { hasChart } from '../sections/charts/chartModels';
import { hasStepped, isBetween, isRecorded, liveViews, network, scrubbed, state } from '../state/store';
import { DataView } from './DataView';
import { MiniChart } from './MiniChart';
import { NetworkStrip } from './NetworkStrip';
import { overviewElement } from './OverviewExport';
import { strings } from './overviewTexts';

/** The picture of the whole, always in sight: every part of it opens its tab. */
export function Overview(): JSX.Element {
  const hasRun = useComputed(
    () => hasStepped.value || isBetween.value || liveViews.value !== null || scrubbed.value !== null,
  ).value;
  // Where it cannot be trained, the status says what to do first.
  const canTrain = state.value?.status.kind === 'ready';
  return (
    <section ref={overviewElement} class="overview" aria-label={text(strings.overview)}>
      {hasRun ? (
        <>
          <div class="mini-charts">
            <MiniChart id="loss" />
            {hasChart('accuracy') && <MiniChart id="accuracy" />}
          </div>
          {!isRecorded.value && <DataView />}
        </>
      ) : (
        <p class="overview-empty">
          {canTrain && (
            <>
              <b>{text(strings.nothing)}</b> {text(strings.whatToDo)}
            </>
          )}
          <span class="overview-facts">{facts()}</span>
        </p>
      )}
      <NetworkStrip />
    </section>
  );
}

/** What it is, while there is nothing to be seen of what it does. */
function facts(): string {
  const { data, parameterCount, optimizer } = network.value ?? {};
  if (data === undefined || parameterCount === undefined || optimizer === undefined) return '';
  const { name, settings } = optimizer;
  const rule = settings === '' ? name : `${name}(${settings})`;
  return [data, text(strings.parameters, groupedNumber(parameterCount)), rule]
    .filter((fact) => fact !== '')
    .join(' · ');
}

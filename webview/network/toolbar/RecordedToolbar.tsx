import type { JSX } from 'preact';
import { Popover } from '../../kit/controls/Popover';
import { groupedNumber } from '../../kit/numbers';
import { useWidth } from '../../kit/plot/plotScale';
import { text } from '../../kit/translation';
import { strings } from '../networkTexts';
import { OverviewExport } from '../overview/OverviewExport';
import { post } from '../state/host';
import { network, recording, status } from '../state/store';

/** In CSS pixels: below, the scrub bar alone names the step. */
const counterFrom = 700;

/** What a recorded run is, in the place of the controls of one that trains. */
export function RecordedToolbar(): JSX.Element | null {
  const [bar, width] = useWidth();
  const shown = recording.value;
  if (shown === undefined) return null;
  const { name, about, canCompute } = shown;
  const run = status.value;
  return (
    <header ref={bar} class="toolbar network-toolbar" role="group" aria-label={text(strings.recordedRun)}>
      <span class="recorded-run" title={`${name} · ${about}`}>
        <span class="icon icon-history" aria-hidden="true" />
        <span class="recorded-kind">{text(strings.recordedRun)}</span>
        <b class="recorded-name">{name}</b>
        <span class="recorded-about">{about}</span>
      </span>
      {canCompute && (
        <button
          class="button"
          type="button"
          title={text(strings.computeAgainHelp)}
          onClick={() => {
            post({ kind: 'recompute' });
          }}
        >
          <span class="icon icon-play" aria-hidden="true" />
          {text(strings.computeAgain)}
        </button>
      )}
      {run !== null && width >= counterFrom && (
        <span class="counter is-long">
          {text(strings.stepOf, groupedNumber(run.step), groupedNumber(run.totalSteps))}
        </span>
      )}
      {network.value !== null && (
        <Popover icon="more" label={text(strings.more)}>
          <OverviewExport />
        </Popover>
      )}
    </header>
  );
}

import type { JSX } from 'preact';
import type { SealableView } from '../../src/protocol/viewLimits';
import { text } from '../kit/translation';
import { isRecorded, liveViews, lookBack, scrubbed, shownViews, state, status } from './state/store';
import { strings } from './networkTexts';

/** Why a picture is not there, and what to do. */
export function Waiting({ view }: { readonly view: SealableView }): JSX.Element {
  const back = lookBack.value?.answer;
  const hasRun =
    status.value !== null && (status.value.step > 0 || status.value.isBetween || liveViews.value !== null);
  if (scrubbed.value !== null && typeof back === 'string') return <p class="hint waiting">{back}</p>;
  if (shownViews.value?.sealed?.views.includes(view) === true)
    return <p class="hint waiting">{text(strings.sealed)}</p>;
  const isLost = state.value?.status.kind === 'lost';
  const nothing = isRecorded.value ? strings.nothingRecorded : strings.nothingRun;
  const reason = isLost ? strings.lost : hasRun ? strings.computing : nothing;
  return (
    <p class="hint waiting" data-coming={reason === strings.computing ? '' : undefined}>
      {text(reason)}
    </p>
  );
}

import type { JSX } from 'preact';
import { text } from '../kit/translation';
import { liveViews, lookBack, scrubbed, state, status } from './state/store';
import { strings } from './networkTexts';

/** Why a picture is not there, and what to do. */
export function Waiting(): JSX.Element {
  const back = lookBack.value?.answer;
  const hasRun =
    status.value !== null && (status.value.step > 0 || status.value.isBetween || liveViews.value !== null);
  if (scrubbed.value !== null && typeof back === 'string') return <p class="hint waiting">{back}</p>;
  const isLost = state.value?.status.kind === 'lost';
  const reason = isLost ? strings.lost : hasRun ? strings.computing : strings.nothingRun;
  return (
    <p class="hint waiting" data-coming={reason === strings.computing ? '' : undefined}>
      {text(reason)}
    </p>
  );
}

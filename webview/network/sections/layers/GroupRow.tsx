import type { JSX } from 'preact';
import { localNumber } from '../../../kit/numberFormats';
import { text } from '../../../kit/texts';
import { choose } from '../../state/viewState';
import { groupKey, type GroupPlace } from './layerRows';
import { strings } from './layersTexts';

/** The heading of a block or a round of `repeat`, which can be closed. */
export function GroupRow({
  place,
  isCurrent,
}: {
  readonly place: GroupPlace;
  readonly isCurrent: boolean;
}): JSX.Element {
  const { key, label, isOpen, layerCount, parameterCount, depth } = place;
  return (
    <li class="layer-group" style={{ '--depth': depth }}>
      <button
        class="section-toggle"
        type="button"
        data-focus={key}
        tabIndex={isCurrent ? 0 : -1}
        aria-expanded={isOpen}
        onClick={() => {
          choose(groupKey(key), !isOpen);
        }}
      >
        <span class={`icon icon-${isOpen ? 'down' : 'right'}`} aria-hidden="true" />
        {label}
        <span class="hint">{text(strings.groupSummary, layerCount, localNumber(parameterCount))}</span>
      </button>
    </li>
  );
}

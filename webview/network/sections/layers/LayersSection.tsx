import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { groupedNumber } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { select } from '../../state/actions';
import { drawsWhole } from '../../../kit/useOnScreen';
import { useWidth } from '../../../kit/plot/plotScale';
import { isTableShown, TableToggle } from '../../../kit/table/TableTwin';
import { isScaleLocked } from '../../state/pictureLimits';
import { Section } from '../../Section';
import { layers, scrubbed, selected } from '../../state/store';
import { choose, chosen } from '../../../kit/viewChoices';
import { isLoss, kindNames } from './pictureKinds';
import { LayerRow, openKey } from './LayerRow';
import { LayersTable } from './LayersTable';
import { Legend } from './LayersLegend';
import { isNothingComputed } from './throttledPictures';
import { groupKey, placesOf, type Place, type GroupPlace } from './layerRows';
import { statisticsKind, statisticsKinds } from './RowStatistics';
import { thumbWidth } from './Thumb';
import { ShareTable } from './ShareTable';
import { strings } from './layersTexts';

/** In CSS pixels: so far in stands a row for every block it is in, as in `layers.css`. */
const indent = 14;

/** Every layer of the network with its pictures, in the order in which they are computed. */
export function LayersSection(): JSX.Element {
  return (
    <Section id="layers" title={strings.title} aside={<Controls />}>
      <Rows />
    </Section>
  );
}

function Controls(): JSX.Element {
  return (
    <div class="layers-controls">
      <label title={text(strings.scaleSharedHelp)}>
        <input
          type="checkbox"
          checked={isScaleLocked()}
          onChange={({ currentTarget }) => {
            choose('layers/locked', currentTarget.checked);
          }}
        />
        {text(strings.scaleShared)}
      </label>
      <label>
        {text(strings.statisticsOf)}
        <select
          class="field"
          value={statisticsKind()}
          onChange={({ currentTarget }) => {
            choose('layers/statistics', currentTarget.value);
          }}
        >
          {statisticsKinds.map((kind) => (
            <option key={kind} value={kind}>
              {text(kindNames[kind])}
            </option>
          ))}
        </select>
      </label>
      <TableToggle id="layers" />
    </div>
  );
}

function Rows(): JSX.Element {
  const [section, width] = useWidth();
  const places = placesOf(layers.value, (key) => drawsWhole.value || chosen<boolean>(groupKey(key), true));
  const deepest = Math.max(0, ...places.map(({ depth }) => depth));
  useEffect(() => {
    // Four pictures stand beside each other, below the names where there is no room beside them.
    const beside = width >= 900 ? 560 : width < 520 ? 8 : 40;
    const room = width - beside - indent * deepest;
    const gap = width < 520 ? 8 : 12;
    thumbWidth.value = Math.max(48, Math.min(128, Math.floor((room - 3 * gap) / 4)));
  }, [width, deepest]);
  const selectedLayer = selected.value;
  const isSelectedShown = places.some((place) => place.kind === 'layer' && place.at === selectedLayer);
  return (
    <div
      ref={section}
      class={`layers-body${width >= 900 ? ' is-wide' : ''}${width < 520 ? ' is-narrow' : ''}`}
      style={{ '--thumb-width': `${thumbWidth.value}px` }}
    >
      {isNothingComputed() && scrubbed.value === null && <p class="hint">{text(strings.notComputedHelp)}</p>}
      <Legend />
      <ol
        class="layers"
        onKeyDown={(event) => {
          onRowKey(event, places);
        }}
      >
        {places.map((place, index) =>
          place.kind === 'group' ? (
            <GroupRow key={place.key} place={place} isCurrent={!isSelectedShown && index === 0} />
          ) : (
            <LayerRow
              key={place.layer.name}
              at={place.at}
              layer={place.layer}
              depth={place.depth}
              isCurrent={isSelectedShown ? place.at === selectedLayer : index === 0}
            />
          ),
        )}
      </ol>
      <LayersTable shown={isTableShown('layers')} />
      <ShareTable />
    </div>
  );
}

/** Up and down go from row to row, right and left open and close, Space goes to the line of the file. */
function onRowKey(event: KeyboardEvent, places: readonly Place[]): void {
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return;
  // Also from the name beside the button.
  const button = target.closest('.layer-head, .layer-group')?.querySelector<HTMLElement>('[data-focus]');
  if (button == null) return;
  const buttons = [...currentTarget.querySelectorAll<HTMLElement>('[data-focus]')];
  const at = buttons.indexOf(button);
  const place = places[at];
  const isLayer = place?.kind === 'layer';
  if (event.key === 'ArrowDown') buttons[at + 1]?.focus();
  else if (event.key === 'ArrowUp') buttons[at - 1]?.focus();
  else if (event.key === 'Home') buttons[0]?.focus();
  else if (event.key === 'End') buttons.at(-1)?.focus();
  else if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && place !== undefined) {
    if (!isLayer || !isLoss(place.layer))
      choose(isLayer ? openKey(place.layer) : groupKey(place.key), event.key === 'ArrowRight');
  } else if (event.key === ' ' && isLayer) select(place.at, true);
  else return;
  event.preventDefault();
}

/** The heading of a block or a round of `repeat`, which can be closed. */
function GroupRow({
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
        <span class="hint">{text(strings.groupSummary, layerCount, groupedNumber(parameterCount))}</span>
      </button>
    </li>
  );
}

import type { JSX } from 'preact';
import type { LayerCause } from '../../../../src/protocol/networkPanelMessages';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import { IconButton } from '../../../kit/controls/IconButton';
import { CauseCard } from '../../../kit/CauseCard';
import { text } from '../../../kit/translation';
import { choose, chosen } from '../../../kit/viewChoices';
import { select } from '../../state/actions';
import { explanation } from '../../state/store';
import { EntryOrigin } from './EntryOrigin';
import { FindingCards } from './LayerFindings';
import { HeatView } from './HeatView';
import { ImagesView } from './ImagesView';
import { kindNames, openedTab, tabsOf, type Tab } from './pictureKinds';
import { MaskView } from './MaskView';
import { strings } from './layersTexts';

const tabName = (tab: Tab): string => text(tab === 'images' ? strings.images : kindNames[tab]);

interface OpenedLayerProps {
  readonly at: number;
  readonly layer: NetworkLayer;
}

/** A layer in full: what is the matter with it, one of its pictures large, its rules. */
export function OpenedLayer({ at, layer }: OpenedLayerProps): JSX.Element {
  const tab = openedTab(layer);
  const tableKey = 'layers/cellTable';
  const tableShown = chosen<boolean>(tableKey, false);
  return (
    <div class="layer-opened">
      <FindingCards layer={at} />
      <div class="tabs-line">
        <Tabs at={at} layer={layer} tab={tab} />
        <IconButton
          icon="table"
          label={text(strings.showCells)}
          pressed={tableShown}
          onClick={() => {
            choose(tableKey, !tableShown);
          }}
        />
      </div>
      <div
        class="opened-picture"
        role="tabpanel"
        id={`layer-panel-${at}`}
        aria-labelledby={`layer-tab-${at}-${tab}`}
      >
        {tab === 'mask' ? (
          <MaskView at={at} layer={layer} tableShown={tableShown} />
        ) : tab === 'images' ? (
          <ImagesView at={at} layer={layer} tableShown={tableShown} />
        ) : (
          <HeatView key={tab} at={at} layer={layer} kind={tab} tableShown={tableShown} />
        )}
      </div>
      <EntryOrigin layer={at} />
      <Causes layer={at} />
      <Rules layer={layer} />
    </div>
  );
}

/** Why a number of this layer is zero. */
function Causes({ layer }: { readonly layer: number }): JSX.Element | null {
  const shown = explanation.value;
  if (shown?.question.layer !== layer) return null;
  return (
    <CauseCard<LayerCause>
      title={text(strings.causes)}
      answer={shown.answer}
      onGo={({ layer: to }) =>
        to === undefined
          ? undefined
          : () => {
              select(to, true);
            }
      }
      onClose={() => {
        explanation.value = null;
      }}
    />
  );
}

function Tabs({ at, layer, tab }: OpenedLayerProps & { readonly tab: Tab }): JSX.Element {
  const tabs = tabsOf(layer);
  const go = (to: Tab | undefined): void => {
    if (to === undefined) return;
    choose(`layers/tab/${layer.name}`, to);
    document.getElementById(`layer-tab-${at}-${to}`)?.focus();
  };
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label={text(strings.kinds, layer.name)}
      onKeyDown={(event) => {
        const index = tabs.indexOf(tab);
        if (event.key === 'ArrowRight') go(tabs[(index + 1) % tabs.length]);
        else if (event.key === 'ArrowLeft') go(tabs.at(index - 1));
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {tabs.map((each) => (
        <button
          key={each}
          class="tab"
          type="button"
          role="tab"
          id={`layer-tab-${at}-${each}`}
          aria-selected={each === tab}
          aria-controls={`layer-panel-${at}`}
          tabIndex={each === tab ? 0 : -1}
          onClick={() => {
            go(each);
          }}
        >
          {tabName(each)}
        </button>
      ))}
    </div>
  );
}

function Rules({ layer: { forwardRule, backwardRules } }: { readonly layer: NetworkLayer }): JSX.Element {
  return (
    <p class="rules-line">
      <span class="is-forward">{forwardRule}</span>
      {backwardRules.map((rule) => (
        <span key={rule} class="is-backward">
          {rule}
        </span>
      ))}
    </p>
  );
}

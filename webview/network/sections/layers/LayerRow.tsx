import { useComputed, useSignal } from '@preact/signals';
import type { JSX, TargetedFocusEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { groupedNumber, shapeText, steadyNumber } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import { text } from '../../../kit/translation';
import { hover, select } from '../../state/actions';
import { OnScreen } from '../../state/sectionViews';
import { hovered, lightPath, revealed, selected } from '../../state/store';
import { useOnScreen } from '../../../kit/useOnScreen';
import { bringIntoView } from '../../../kit/intoView';
import { choose, chosen } from '../../../kit/viewChoices';
import { useViewRequest } from '../../state/requests';
import { shownLoss } from '../graph/layerFigures';
import { Badges } from './LayerFindings';
import { isLoss, kindsOf, scalarOf, wholeKinds } from './pictureKinds';
import { OpenedLayer } from './OpenedLayer';
import { RowStatistics, statisticsKind } from './RowStatistics';
import { Sparkline } from './Sparkline';
import { strings } from './layersTexts';
import { HeatThumb, MaskThumb } from './Thumb';
import { missingNumber } from './throttledPictures';

/**
 * Cells along a side of an opened picture that is too large to be had whole: as many as the runtime gives.
 */
const openedSide = 512;

/** Rows just outside of the screen request their pictures too, so that scrolling finds them there. */
const nearScreen = { scroller: '.sections', margin: '80px 0px' };

export function openKey({ name }: NetworkLayer): string {
  return `layers/open/${name}`;
}

interface LayerRowProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly depth: number;
  /** The row that the Tab key comes to. */
  readonly isCurrent: boolean;
}

/** A layer: what it is, its pictures, its numbers, and how its gradient went. */
export function LayerRow({ at, layer, depth, isCurrent }: LayerRowProps): JSX.Element {
  const row = useRef<HTMLLIElement>(null);
  const isOnScreen = useSignal(false);
  useOnScreen(row, isOnScreen, nearScreen);
  const isOpen = chosen<boolean>(openKey(layer), false) && !isLoss(layer);
  useViewRequest(
    `layers/${at}`,
    isOnScreen.value
      ? {
          pictures: [
            { layer: at, kinds: kindsOf(layer) },
            ...(isOpen ? [{ layer: at, kinds: wholeKinds(layer), side: openedSide, whole: true }] : []),
          ],
        }
      : undefined,
  );
  const states = [
    isOpen && 'is-open',
    selected.value === at && 'is-selected',
    hovered.value === at && 'is-hovered',
    revealed.value === at && 'is-revealed',
    lightPath.value.has(at) && 'is-on-path',
  ];
  const scalar = scalarOf(layer);
  return (
    <li
      ref={row}
      class={['layer', ...states.filter(Boolean)].join(' ')}
      data-layer={at}
      aria-current={selected.value === at ? 'true' : undefined}
      style={{ '--depth': depth }}
      onPointerEnter={() => {
        hover(at);
      }}
      onPointerLeave={() => {
        hover(null);
      }}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('button, input, select, .layer-opened'))
          return;
        select(at, true);
      }}
    >
      <OnScreen.Provider value={isOnScreen}>
        <div class="layer-row">
          <Head at={at} layer={layer} isOpen={isOpen} isCurrent={isCurrent} />
          {isLoss(layer) ? (
            <LossNumber />
          ) : (
            !isOpen && (
              <>
                <div class="thumbs">
                  <HeatThumb at={at} layer={layer} kind="activation" />
                  <HeatThumb at={at} layer={layer} kind="gradient" />
                  {layer.nature.blocks && (
                    <>
                      <MaskThumb at={at} layer={layer} direction="forward" />
                      <MaskThumb at={at} layer={layer} direction="backward" />
                    </>
                  )}
                  {layer.parameters.length > 0 && (
                    <>
                      <HeatThumb at={at} layer={layer} kind="weights" />
                      <HeatThumb at={at} layer={layer} kind="weightGradient" />
                    </>
                  )}
                </div>
                <RowStatistics at={at} layer={layer} kind={statisticsKind()} />
                {scalar !== undefined && <Sparkline layer={at} name={layer.name} scalar={scalar} />}
              </>
            )
          )}
        </div>
        {isOpen && <OpenedLayer at={at} layer={layer} />}
      </OnScreen.Provider>
    </li>
  );
}

interface HeadProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly isOpen: boolean;
  readonly isCurrent: boolean;
}

function Head({ at, layer, isOpen, isCurrent }: HeadProps): JSX.Element {
  const { name, type, settings, shape, parameterCount, parameterFormula, source } = layer;
  const described = settings === '' ? type : `${type}(${settings})`;
  /** Of what arrow keys come to: the toggle, or the name where there is nothing to open. */
  const reached = {
    'data-focus': at,
    tabIndex: isCurrent ? 0 : -1,
    onFocus: ({ currentTarget }: TargetedFocusEvent<HTMLButtonElement>) => {
      // Not by the pointer: what a choice shows elsewhere would move the button away from under it.
      if (currentTarget.matches(':focus-visible')) select(at, false);
    },
  };
  return (
    <div class="layer-head">
      {isLoss(layer) ? (
        <span class="layer-no-toggle" aria-hidden="true" />
      ) : (
        <button
          class="layer-toggle icon-button"
          type="button"
          aria-expanded={isOpen}
          aria-label={text(isOpen ? strings.close : strings.open, name)}
          onClick={({ currentTarget }) => {
            choose(openKey(layer), !isOpen);
            // Of one near the lower edge nothing but its head would be seen.
            if (!isOpen) bringIntoView(() => currentTarget.closest('.layer'));
          }}
          {...reached}
        >
          <span class={`icon icon-${isOpen ? 'down' : 'right'}`} aria-hidden="true" />
        </button>
      )}
      <div class="layer-names">
        <h3 class="layer-name">
          <button
            class="link"
            type="button"
            {...(isLoss(layer) ? reached : { tabIndex: reached.tabIndex })}
            title={source === undefined ? text(strings.showLayer, name) : text(strings.goToLine, source.line)}
            onClick={() => {
              select(at, true);
            }}
          >
            {name}
          </button>
          {described !== name && <span class="layer-type">{described}</span>}
        </h3>
        <p class="layer-shape">
          {shape.length === 0 ? text(strings.oneNumber) : shapeText(shape)}
          {parameterCount > 0 && (
            <span class="layer-parameters">
              {parameterFormula === '' ? '' : `${parameterFormula} = `}
              {groupedNumber(parameterCount)}
            </span>
          )}
        </p>
        <Badges layer={at} />
      </div>
    </div>
  );
}

/** The loss of the mini-batch: one number, not a picture. */
function LossNumber(): JSX.Element {
  const loss = useComputed(() => shownLoss()).value;
  return (
    <p class={loss === undefined ? 'loss-number hint' : 'loss-number is-forward'}>
      {loss === undefined ? text(missingNumber()) : text(strings.lossIs, steadyNumber(loss, 3))}
    </p>
  );
}

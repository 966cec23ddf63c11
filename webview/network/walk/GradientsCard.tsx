import type { JSX } from 'preact';
import { shortNumber } from '../../kit/numbers';
import { IconButton } from '../../kit/controls/IconButton';
import { text } from '../../kit/translation';
import { LayerCard } from '../sections/graph/LayerCard';
import { shownLoss } from '../sections/graph/layerFigures';
import { layerName } from '../sections/graph/drawnGraph';
import { layersWalked, startWalking, walkTo, wayThroughLayers } from './walkPhase';
import { strings } from './walkTexts';

function WalkControls({ at }: { readonly at: number }): JSX.Element {
  const way = wayThroughLayers.value;
  const step = way[at - 1];
  return (
    <div class="walk-controls" role="group" aria-label={text(strings.walkLayers)}>
      <IconButton
        icon="previous"
        label={text(strings.walkBack)}
        disabled={at <= 1}
        onClick={() => {
          walkTo(at - 1);
        }}
      />
      <IconButton
        icon="next"
        label={text(strings.walkOn)}
        disabled={at >= way.length}
        onClick={() => {
          walkTo(at + 1);
        }}
      />
      <IconButton
        icon="close"
        label={text(strings.walkEnd)}
        onClick={() => {
          walkTo(null);
        }}
      />
      <span role="status" data-walked={at}>
        {step !== undefined &&
          text(strings.walkAt, at, way.length, text(strings[step.phase]), layerName(step.layers[0] ?? -1))}
      </span>
    </div>
  );
}

/** What forward and backward gave, layer by layer, before the update. */
export function GradientsCard(): JSX.Element {
  const loss = shownLoss();
  const at = layersWalked.value;
  const step = at === null ? undefined : wayThroughLayers.value[at - 1];
  const layer = step?.layers[0];
  return (
    <div class="phase-card">
      {loss !== undefined && <p>{text(strings.lossIs, shortNumber(loss))}</p>}
      {at === null ? (
        <p>
          <button class="button is-secondary" type="button" onClick={startWalking}>
            <span class="icon icon-step" aria-hidden="true" />
            {text(strings.walkLayers)}
          </button>
        </p>
      ) : (
        <WalkControls at={at} />
      )}
      {layer !== undefined && (
        <LayerCard key={layer} layer={layer} {...(step !== undefined && { phase: step.phase })} />
      )}
    </div>
  );
}

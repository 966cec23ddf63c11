import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { DistributionKind } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { select } from '../../state/actions';
import { Section } from '../../Section';
import { useSectionViews } from '../../state/sectionViews';
import { Segments } from '../../../kit/controls/Segments';
import { TableToggle } from '../../../kit/table/TableTwin';
import { Waiting } from '../../Waiting';
import { layers, selected } from '../../state/store';
import { choose, chosen } from '../../../kit/viewChoices';
import { useViewRequest } from '../../state/requests';
import { countedFromOne } from './histogramBins';
import { History } from './HistoryStrip';
import { strings } from './distributionsTexts';

const kinds = ['activation', 'gradient', 'weights'] as const satisfies readonly DistributionKind[];

function chosenKind(): DistributionKind {
  const kept = chosen<string>('distribution/kind', 'activation');
  return kinds.find((kind) => kind === kept) ?? 'activation';
}

/**
 * The layer chosen anywhere in the panel; before that the first with weights. The loss has no distribution.
 */
function chosenLayer(): number {
  const { value: all } = layers;
  const at = selected.value;
  if (at !== null && at < all.length - 1) return at;
  return Math.max(
    0,
    all.findIndex(({ parameterCount }) => parameterCount > 0),
  );
}

function hasIt(layer: NetworkLayer | undefined, kind: DistributionKind): boolean {
  return kind !== 'weights' || (layer?.parameterCount ?? 0) > 0;
}

export function DistributionsSection(): JSX.Element {
  return (
    <Section id="distributions" title={strings.title} aside={<TableToggle id="distribution" />}>
      <Distributions />
    </Section>
  );
}

function Distributions(): JSX.Element {
  const at = chosenLayer();
  const kind = chosenKind();
  const layer = layers.value[at];
  const possible = hasIt(layer, kind);
  useViewRequest('distributions', possible ? { distribution: { layer: at, kind } } : undefined);
  const reported = useSectionViews(150)?.distribution;
  const history = useMemo(() => reported && countedFromOne(reported), [reported]);
  const isIt = history?.layer === at && history.kind === kind && history.steps.length > 0;
  return (
    <>
      <div class="choices">
        <label>
          {text(strings.layer)}
          <select
            class="field"
            value={at}
            onChange={({ currentTarget }) => {
              select(Number(currentTarget.value), false);
            }}
          >
            {layers.value.slice(0, -1).map(({ name }, place) => (
              <option key={name} value={place} selected={place === at}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Segments
          label={strings.kind}
          options={kinds.map((value) => ({ value, label: strings[value] }))}
          value={kind}
          onChoose={(value) => {
            choose('distribution/kind', value);
          }}
        />
      </div>
      {!possible && <p class="hint waiting">{text(strings.noWeights, layer?.name ?? '')}</p>}
      {possible && !isIt && <Waiting view="distribution" />}
      {possible && isIt && <History history={history} name={layer?.name ?? ''} />}
    </>
  );
}

import type { JSX } from 'preact';
import type { Measure, ShownComparison } from '../../src/protocol/comparePanelMessages';
import { Segments } from '../kit/controls/Segments';
import { Menu } from '../kit/controls/Menu';
import { strings as kitStrings } from '../kit/kitTexts';
import { Notice } from '../kit/Notice';
import { TableToggle } from '../kit/table/TableTwin';
import { text } from '../kit/translation';
import { choose, chosen } from '../kit/viewChoices';
import { CellTip } from '../tensor/CellTip';
import { CompareChart } from './CompareChart';
import { numberItems } from './compareExport';
import { axisKind, comparison, hasEpochs } from './compareStore';
import { strings } from './compareTexts';
import { DefinitionDifference } from './DefinitionDifference';
import { Headline } from './Headline';
import { LayerChoice } from './LayerChoice';
import { LayersBeside } from './LayersBeside';
import { RunsTable } from './RunsTable';

/** The two that are looked at first, as far as they were measured. */
const first = [
  'testLoss',
  'testAccuracy',
  'trainLoss',
  'trainAccuracy',
] as const satisfies readonly Measure[];

export function ComparePanel(): JSX.Element {
  const { value: compared } = comparison;
  if (compared === null) return <p class="empty">{text(strings.loading)}</p>;
  return (
    <main class="compare">
      <h1 class="visually-hidden">{text(strings.title)}</h1>
      <p class="visually-hidden" id="compare-help">
        {text(strings.help)}
      </p>
      <Headline compared={compared} />
      {compared.entries.length === 0 ? (
        <p class="hint empty">{text(strings.nothing)}</p>
      ) : (
        <Compared compared={compared} />
      )}
      <CellTip />
      <Notice />
    </main>
  );
}

function Compared({ compared }: { readonly compared: ShownComparison }): JSX.Element {
  const measured = first.filter((measure) => hasCurve(compared, measure));
  const [top, rest] = [measured.slice(0, 2), measured.slice(2)];
  const others = ['loss', 'gradientNorm', 'updateToWeightRatio'] as const;
  const below = [...rest, ...others.filter((measure) => hasCurve(compared, measure))];
  return (
    <>
      <Tools compared={compared} />
      <div class="charts">
        {(top.length === 0 ? below.splice(0, 2) : top).map((measure) => (
          <CompareChart key={measure} measure={measure} compared={compared} />
        ))}
      </div>
      <RunsTable compared={compared} />
      {compared.settings.length === 0 && <p class="hint">{text(strings.same)}</p>}
      <DefinitionDifference runs={compared.runs} />
      {below.length > 0 && (
        <section class="section" aria-labelledby="curves-title">
          <div class="section-header">
            <h2 class="section-title" id="curves-title">
              {text(strings.curves)}
            </h2>
            <div class="section-tools">
              <LayerChoice
                id="layer"
                label={strings.ofLayer}
                all={strings.allTogether}
                layers={compared.layers}
              />
            </div>
          </div>
          <div class="charts">
            {below.map((measure) => (
              <CompareChart key={measure} measure={measure} compared={compared} />
            ))}
          </div>
        </section>
      )}
      <LayersBeside />
    </>
  );
}

function hasCurve({ entries }: ShownComparison, measure: Measure): boolean {
  return entries.some(({ curves }) => curves[measure] !== undefined);
}

/** How all charts are drawn, and what can be taken along. */
function Tools({ compared }: { readonly compared: ShownComparison }): JSX.Element {
  return (
    <div class="choices compare-tools">
      {hasEpochs.value && (
        <Segments
          label={strings.axis}
          options={[
            { value: 'steps', label: strings.bySteps },
            { value: 'epochs', label: strings.byEpochs },
          ]}
          value={axisKind.value}
          onChoose={(value) => {
            choose('axis', value);
          }}
        />
      )}
      <Switch id="log" fallback={false} label={strings.log} title={strings.logTitle} />
      <Switch id="smooth" fallback={true} label={strings.smooth} title={strings.smoothTitle} />
      {compared.hasSeeds && (
        <Switch id="bySeed" fallback={true} label={strings.seeds} title={strings.seedsTitle} />
      )}
      <span class="toolbar-space" />
      <TableToggle id="curves" />
      <Menu
        icon="export"
        label={`${text(kitStrings.exportMenu)}: ${text(strings.runs)}`}
        items={numberItems()}
      />
    </div>
  );
}

interface SwitchProps {
  readonly id: string;
  readonly fallback: boolean;
  readonly label: string;
  readonly title: string;
}

function Switch({ id, fallback, label, title }: SwitchProps): JSX.Element {
  const isOn = chosen(id, fallback);
  return (
    <button
      class="chip"
      type="button"
      aria-pressed={isOn}
      title={text(title)}
      onClick={() => {
        choose(id, !isOn);
      }}
    >
      {text(label)}
    </button>
  );
}

import type { JSX } from 'preact';
import { groupedNumber } from '../../../kit/numbers';
import { epochOf } from '../../../../src/protocol/epoch';
import { IconButton } from '../../../kit/controls/IconButton';
import { text } from '../../../kit/translation';
import { runItems } from '../../export/runExport';
import { Section } from '../../Section';
import { TableToggle } from '../../../kit/table/TableTwin';
import { hasStepped, isRecorded, status } from '../../state/store';
import { chartIds, hasChart, type ChartId } from './chartModels';
import { chartChoices, chooseLossLog, chooseSmoothing, smoothingEnd } from './chartChoices';
import { pointedStep } from './stepPointing';
import { isZoomed, showAll, zoomBy } from './stepRange';
import { StepChart } from './StepChart';
import { strings } from './chartsTexts';

/** How strongly what is measured at every step is smoothed. */
function Smoothing(): JSX.Element {
  const { smoothing } = chartChoices();
  const off = text(strings.smoothingOff);
  return (
    <label class="smoothing">
      {text(strings.smoothing)}
      <input
        type="range"
        min={0}
        max={smoothingEnd}
        step={0.02}
        value={smoothing}
        aria-valuetext={smoothing === 0 ? off : groupedNumber(smoothing, 2)}
        onInput={({ currentTarget }) => {
          chooseSmoothing(Number(currentTarget.value));
        }}
      />
      <output>{smoothing === 0 ? off : groupedNumber(smoothing, 2)}</output>
    </label>
  );
}

function LogLoss(): JSX.Element {
  const { lossLog } = chartChoices();
  return (
    <button
      class="chip"
      type="button"
      aria-pressed={lossLog}
      title={text(strings.logLoss)}
      onClick={() => {
        chooseLossLog(!lossLog);
      }}
    >
      {text(strings.logAxis)}
    </button>
  );
}

/** Which step the values beside the lines are of. */
function CursorPlace(): JSX.Element {
  const run = status.value;
  const step = pointedStep.value;
  const epoch = run !== null && run.epochs > 0 ? epochOf(step, run) : 0;
  return (
    <span class="cursor-place">
      {step === 0
        ? text(strings.atStart)
        : text(epoch === 0 ? strings.atStep : strings.at, groupedNumber(step), epoch)}
    </span>
  );
}

function ZoomButtons(): JSX.Element {
  return (
    <div class="toolbar-group">
      <IconButton
        icon="zoom-in"
        label={text(strings.zoomIn)}
        onClick={() => {
          zoomBy(0.5);
        }}
      />
      <IconButton
        icon="zoom-out"
        label={text(strings.zoomOut)}
        disabled={!isZoomed.value}
        onClick={() => {
          zoomBy(2);
        }}
      />
      <IconButton icon="fit" label={text(strings.fit)} disabled={!isZoomed.value} onClick={showAll} />
    </div>
  );
}

function Chart({ id }: { readonly id: ChartId }): JSX.Element | null {
  if (!hasChart(id)) return null;
  return <StepChart id={id}>{id === 'loss' && <LogLoss />}</StepChart>;
}

/** Everything that is measured over the steps of the run, under one cursor. */
export function Charts(): JSX.Element {
  const isEmpty = !hasStepped.value;
  return (
    <Section
      id="charts"
      title={strings.charts}
      {...(!isEmpty && { exports: runItems() })}
      aside={
        !isEmpty && (
          <>
            <CursorPlace />
            <span class="toolbar-space" />
            <Smoothing />
            <ZoomButtons />
            <TableToggle id="charts" />
          </>
        )
      }
    >
      {isEmpty ? (
        <p class="hint waiting">{text(isRecorded.value ? strings.nothingRecorded : strings.empty)}</p>
      ) : (
        <>
          <p class="visually-hidden" id="charts-help">
            {text(strings.help)}
          </p>
          <div class="charts">
            {chartIds.map((id) => (
              <Chart key={id} id={id} />
            ))}
          </div>
        </>
      )}
    </Section>
  );
}

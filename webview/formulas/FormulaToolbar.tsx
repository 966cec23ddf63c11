import type { JSX } from 'preact';
import { IconButton } from '../kit/controls/IconButton';
import { ZoomButtons } from '../graph/ZoomButtons';
import { text } from '../kit/translation';
import { strings } from './formulasTexts';
import { choosePass, moveTo, runBackward, startStepping } from './formulaActions';
import { ExportMenu } from '../kit/export/ExportMenu';
import { isTableShown } from '../kit/table/TableTwin';
import { choose } from '../kit/viewChoices';
import { post } from './formulaHost';
import { drawGraph } from './graph/graphSvg';
import { zoom, pass, position } from './formulaViewState';
import { labelOf } from './nodeWords';
import { chosenPass, currentStep, nodeOf, state } from './formulaStore';

function Passes(): JSX.Element | null {
  const passes = state.value?.graph?.passes ?? [];
  if (passes.length < 2) return null;
  return (
    <select
      class="field"
      aria-label={text(strings.pass)}
      value={pass.value}
      onChange={(event) => {
        choosePass(event.currentTarget.selectedIndex);
      }}
    >
      {passes.map(({ title }, at) => (
        <option key={at} value={at}>
          {title}
        </option>
      ))}
    </select>
  );
}

function stepText(): string {
  const walk = chosenPass.value?.walk ?? [];
  const step = currentStep.value;
  const node = nodeOf(step?.node ?? null);
  const where =
    step === undefined || node === undefined
      ? text(strings.beforeFirst)
      : text(
          step.phase === 'forward' ? strings.forwardThrough : strings.backwardThrough,
          node.name === '' ? node.symbol : `${node.symbol} ${labelOf(node)}`,
        );
  return `${text(strings.stepOf, position.value ?? 0, walk.length)} · ${where}`;
}

function Stepping({ enabled }: { readonly enabled: boolean }): JSX.Element {
  const walk = chosenPass.value?.walk ?? [];
  const at = position.value;
  if (at === null) {
    return (
      <button
        class="button is-secondary"
        type="button"
        disabled={!enabled || walk.length === 0}
        onClick={startStepping}
      >
        <span class="icon icon-step" aria-hidden="true" />
        {text(strings.stepThrough)}
      </button>
    );
  }
  return (
    <div class="stepping" role="group" aria-label={text(strings.stepThrough)}>
      <IconButton
        icon="first"
        label={text(strings.stepStart)}
        disabled={at === 0}
        onClick={() => {
          moveTo(0);
        }}
      />
      <IconButton
        icon="previous"
        label={text(strings.stepBack)}
        disabled={at === 0}
        onClick={() => {
          moveTo(at - 1);
        }}
      />
      <IconButton
        icon="next"
        label={text(strings.stepOn)}
        disabled={at === walk.length}
        onClick={() => {
          moveTo(at + 1);
        }}
      />
      <IconButton
        icon="stop"
        label={text(strings.stepStop)}
        onClick={() => {
          moveTo(null);
        }}
      />
      <span class="step-text" role="status">
        {stepText()}
      </span>
    </div>
  );
}

export function FormulaToolbar(): JSX.Element {
  const graph = state.value?.graph ?? null;
  const kind = state.value?.status.kind;
  const runnable = graph !== null && graph.passes.length > 0 && kind !== 'deleted' && kind !== 'running';
  return (
    <header class="toolbar" role="group" aria-label={text(strings.toolbar)}>
      <button class="button" type="button" disabled={!runnable} onClick={runBackward}>
        <span class="icon icon-play" aria-hidden="true" />
        {text(strings.runBackward)}
      </button>
      <Stepping enabled={state.value?.run != null} />
      <Passes />
      <span class="toolbar-space" />
      <div class="toolbar-group">
        <ZoomButtons zoom={zoom} disabled={graph === null} />
        <IconButton
          icon="table"
          label={text(strings.showTable)}
          disabled={graph === null}
          pressed={isTableShown('graph')}
          onClick={() => {
            choose('table/graph', !isTableShown('graph'));
          }}
        />
        <ExportMenu
          disabled={graph === null}
          draw={drawGraph}
          save={(format, bytes) => {
            post({ kind: 'export', format, bytes });
          }}
        />
      </div>
    </header>
  );
}

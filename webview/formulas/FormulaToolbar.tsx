import { ZoomButtons } from '../graph/ZoomButtons';
import { IconButton } from '../kit/controls/IconButton';
import { ExportMenu } from '../kit/export/ExportMenu';
import { pictureOf, styledCopy, svg, type SvgPicture } from '../kit/export/svgPicture';
import { isTableShown } from '../kit/table/TableTwin';
import { text } from '../kit/translation';
import { choose } from '../kit/viewChoices';
import type { JSX } from 'preact';
import { moveTo, runBackward, showPart, startStepping } from './formulaActions';
import { post } from './formulaHost';
import { parts, shownPart } from './formulaParts';
import { chosenPass, currentStep, nodeOf, state } from './formulaStore';
import { position, zoom } from './formulaViewState';
import { strings } from './formulasTexts';
import { nodeExports } from './nodeExport';
import { labelOf } from './nodeWords';

/** Of a file with several results, which is drawn: in a line of its own, so that its name is read whole. */
export function PartLine(): JSX.Element | null {
  if (parts.value.length < 2) return null;
  const chosen = shownPart.value;
  return (
    <label class="part-line">
      {text(strings.part)}
      <select
        class="field"
        title={chosen?.title}
        value={chosen === undefined ? 'file' : parts.value.indexOf(chosen)}
        onChange={(event) => {
          showPart(parts.value[event.currentTarget.selectedIndex]);
        }}
      >
        {parts.value.map(({ title }, at) => (
          <option key={at} value={at}>
            {title}
          </option>
        ))}
        <option value="file">{text(strings.wholeFile)}</option>
      </select>
    </label>
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
        <span class="button-label">{text(strings.stepThrough)}</span>
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
    </div>
  );
}

/** Where the walk is: in a line of its own, so that no button moves whatever it says. */
export function StepLine(): JSX.Element | null {
  if (position.value === null) return null;
  const sentence = stepText();
  return (
    <p class="step-text" role="status" title={sentence}>
      {sentence}
    </p>
  );
}

export function FormulaToolbar(): JSX.Element {
  const graph = state.value?.graph ?? null;
  const kind = state.value?.status.kind;
  const isRunnable = graph !== null && graph.passes.length > 0 && kind !== 'deleted' && kind !== 'running';
  // Of a graph that is not drawn the values stand beside the text.
  const runnable = isRunnable || kind === 'tooLarge';
  return (
    <header class="toolbar" role="group" aria-label={text(strings.toolbar)}>
      <button class="button" type="button" disabled={!runnable} onClick={runBackward}>
        <span class="icon icon-play" aria-hidden="true" />
        <span class="button-label">{text(strings.runBackward)}</span>
      </button>
      <Stepping enabled={state.value?.run != null} />
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
          more={nodeExports()}
          save={(format, bytes) => {
            post({ kind: 'export', format, bytes });
          }}
        />
      </div>
    </header>
  );
}

/** The whole graph as a picture, whatever part of it is on the screen; `undefined` without a graph. */
function drawGraph(): SvgPicture | undefined {
  const content = document.querySelector('.graph-content');
  const definitions = document.querySelector('.definitions defs');
  if (content === null || definitions === null) return undefined;
  const { width, height } = zoom.drawing.value;
  const copy = content.cloneNode(true);
  if (!(copy instanceof Element)) return undefined;
  copy.removeAttribute('transform');
  const picture = svg('svg', { class: 'graph is-exported' }, [
    svg(
      'defs',
      {},
      [...definitions.cloneNode(true).childNodes].filter((node) => node instanceof Element),
    ),
    svg('rect', { class: 'export-ground', width, height }),
    copy,
  ]);
  // Where the same styles hold: what is of an earlier text looks so.
  (document.querySelector('.panel') ?? document.body).append(picture);
  const styled = styledCopy(picture);
  picture.remove();
  return pictureOf(styled, width, height);
}

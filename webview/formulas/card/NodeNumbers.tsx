import type { PanelNode, PanelTensor } from '../../../src/protocol/formulaPanelMessages';
import { entryName } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { Grid } from '../../tensor/CellGrid';
import { cellGrid } from '../../tensor/cells';
import { startEditing } from '../formulaActions';
import { usesInPass } from '../formulaStore';
import { strings } from '../formulasTexts';
import { type Asking, askingOf, reasonsOf } from '../reasons';
import { describe, labelOf } from '../nodeWords';
import { numberedCell, pictureCell } from '../pictures/cellSizes';
import { type Shown, shownContribution, shownGradient, shownValue } from '../walkNumbers';
import type { JSX } from 'preact';
import { entryLabel } from './ChainRule';

interface NumberRowProps {
  readonly name: string;
  readonly of: string;
  readonly shown: Shown;
  readonly direction: 'forward' | 'backward';
  readonly asking?: Asking | undefined;
  readonly reasonOf?: (entry: number) => string | undefined;
}

/** A number with all its digits; a matrix as cells, with all digits for the screen reader. */
function NumberRow({ name, of, shown, direction, asking, reasonOf }: NumberRowProps): JSX.Element {
  const pictured = typeof shown === 'object' && shown.kind === 'whole' && shown.shape.length > 0;
  const absent = typeof shown === 'string' || shown.kind === 'sealed';
  return (
    <>
      <dt class={`is-${direction}`}>{name}</dt>
      <dd class={absent ? 'hint' : `exact is-${direction}`}>
        {pictured && <TensorGrid tensor={shown} name={of} asking={asking} reasonOf={reasonOf} />}
        <span class={pictured ? 'visually-hidden' : ''}>{describe(shown)}</span>
        {!pictured && !absent && reasonOf?.(0) !== undefined && <p class="hint">{reasonOf(0)}</p>}
      </dd>
    </>
  );
}

interface WhyButtonProps {
  readonly node: PanelNode;
  readonly asking: Asking;
}

/** Asks why the chosen entry is zero, NaN or infinite. */
function WhyButton({ node, asking }: WhyButtonProps): JSX.Element {
  const { of, chosen, isZero } = asking;
  const whole = isZero ? strings.whyZero : strings.whyNotFinite;
  const entry = isZero ? strings.whyZeroEntry : strings.whyNotFiniteEntry;
  return (
    <button
      class="button is-secondary"
      type="button"
      onClick={() => {
        asking.ask(chosen);
      }}
    >
      <span class="icon icon-question" aria-hidden="true" />
      {of === 'gradient' && node.shape.length === 0
        ? text(whole)
        : text(entry, `${of === 'gradient' ? '∂L/∂' : ''}${entryLabel(node, chosen)}`)}
    </button>
  );
}

/** The value and the gradient of a node, and what can be asked and changed of them. */
export function Numbers({ node }: { readonly node: PanelNode }): JSX.Element {
  const value = shownValue(node.id);
  const gradient = shownGradient(node.id);
  const askingValue = askingOf('value', node);
  const askingGradient = askingOf('gradient', node);
  return (
    <>
      <dl class="numbers">
        <NumberRow
          name={text(strings.value)}
          of={labelOf(node)}
          shown={value}
          direction="forward"
          asking={askingValue}
        />
        <NumberRow
          name={text(strings.gradient)}
          of={`∂L/∂${labelOf(node)}`}
          shown={gradient}
          direction="backward"
          asking={askingGradient}
          reasonOf={(entry) => reasonsOf(node, entry)}
        />
      </dl>
      <div class="card-actions">
        {askingValue !== undefined && <WhyButton node={node} asking={askingValue} />}
        {askingGradient !== undefined && <WhyButton node={node} asking={askingGradient} />}
        {node.editable && typeof value === 'object' && value.kind === 'whole' && (
          <button
            class="button is-secondary"
            type="button"
            onClick={() => {
              startEditing(node.id, 0);
            }}
          >
            <span class="icon icon-edit" aria-hidden="true" />
            {text(strings.edit)}
          </button>
        )}
      </div>
    </>
  );
}

/** A value used several times: the shares that come back through each use, and their sum. */
export function Shares({ node }: { readonly node: PanelNode }): JSX.Element | null {
  const uses = usesInPass.value.get(node.id) ?? [];
  if (uses.length < 2) return null;
  return (
    <section>
      <h3 class="section-heading is-backward">{text(strings.sumHeading, uses.length)}</h3>
      <table class="shares">
        <tbody>
          {uses.map(({ node: user, input }) => (
            <tr key={`${user.id}/${input}`}>
              <th scope="row">
                {text(strings.throughUse, `${labelOf(user)} · ${user.inputs[input]?.name ?? ''}`)}
              </th>
              <td class="is-backward">{describe(shownContribution(user.id, input))}</td>
            </tr>
          ))}
          <tr class="term-total">
            <th scope="row">{text(strings.sum)}</th>
            <td class="is-backward">
              <strong>{describe(shownGradient(node.id))}</strong>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

interface TensorGridProps {
  readonly tensor: PanelTensor;
  readonly name: string;
  readonly asking?: Asking | undefined;
  readonly reasonOf?: ((entry: number) => string | undefined) | undefined;
}

/**
 * A tensor's cells as a drawing of its own, beside text. What can be asked about is
 * clicked, or reached with the arrow keys, which go from one such entry to the next.
 */
function TensorGrid({ tensor, name, asking, reasonOf }: TensorGridProps): JSX.Element {
  const { rows, columns, numbered } = cellGrid(tensor.shape);
  const side = pictureCell(rows, columns);
  const width = numbered ? numberedCell.width : side;
  const height = numbered ? numberedCell.height : side;
  const grid = (
    <Grid
      tensor={tensor}
      x={0}
      y={0}
      cellWidth={width}
      cellHeight={height}
      numbered={numbered}
      name={name}
      chosen={asking?.chosen}
      reasonOf={reasonOf}
      onEntry={asking?.ask}
    />
  );
  const size = { width: columns * width, height: rows * height };
  if (asking === undefined) {
    return (
      <svg class="entry-grid" {...size} aria-hidden="true">
        {grid}
      </svg>
    );
  }
  const inOrder = [...asking.odd].sort((a, b) => a - b);
  const at = inOrder.indexOf(asking.chosen);
  return (
    <svg
      class="entry-grid"
      {...size}
      role="slider"
      tabindex={0}
      aria-label={text(strings.chooseOdd, name)}
      aria-valuemin={0}
      aria-valuemax={inOrder.length - 1}
      aria-valuenow={at}
      aria-valuetext={[`${name}${entryName(tensor.shape, asking.chosen)}`, reasonOf?.(asking.chosen)]
        .filter((part) => part !== undefined)
        .join(', ')}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') asking.ask(asking.chosen);
        else if (isDirection(event.key)) {
          const by = event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 1;
          asking.choose(inOrder[Math.max(0, Math.min(inOrder.length - 1, at + by))] ?? asking.chosen);
        } else return;
        event.preventDefault();
      }}
    >
      {grid}
    </svg>
  );
}

function isDirection(key: string): boolean {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

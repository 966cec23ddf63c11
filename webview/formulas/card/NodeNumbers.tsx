import type { PanelNode, PanelTensor } from '../../../src/protocol/formulaPanelMessages';
import { text } from '../../kit/translation';
import { Grid } from '../../tensor/CellGrid';
import { cellGrid } from '../../tensor/cells';
import { askWhyZero, startEditing } from '../formulaActions';
import { chosenRun, places, usesOf } from '../formulaStore';
import { strings } from '../formulasTexts';
import { describe, labelOf } from '../nodeWords';
import { numberedCell, pictureCell } from '../pictures/cellSizes';
import { type Shown, shownContribution, shownGradient, shownValue } from '../walkNumbers';
import type { JSX } from 'preact';
import { entryLabel } from './ChainRule';

/**
 * The entry to ask about: the first that is NaN or infinite, else the first that is zero; -1 where none is.
 */
function oddEntry(data: Float64Array): number {
  const broken = data.findIndex((value) => !Number.isFinite(value));
  return broken === -1 ? data.indexOf(0) : broken;
}

interface NumberRowProps {
  readonly name: string;
  readonly of: string;
  readonly shown: Shown;
  readonly direction: 'forward' | 'backward';
}

/** A number with all its digits; a matrix as cells, with all digits for the screen reader. */
function NumberRow({ name, of, shown, direction }: NumberRowProps): JSX.Element {
  const pictured = typeof shown === 'object' && shown.kind === 'whole' && shown.shape.length > 0;
  const absent = typeof shown === 'string' || shown.kind === 'sealed';
  return (
    <>
      <dt class={`is-${direction}`}>{name}</dt>
      <dd class={absent ? 'hint' : `exact is-${direction}`}>
        {pictured && <TensorGrid tensor={shown} name={of} />}
        <span class={pictured ? 'visually-hidden' : ''}>{describe(shown)}</span>
      </dd>
    </>
  );
}

/** The value and the gradient of a node, and what can be asked and changed of them. */
export function Numbers({ node }: { readonly node: PanelNode }): JSX.Element {
  const value = shownValue(node.id);
  const gradient = shownGradient(node.id);
  const data = typeof gradient === 'object' && gradient.kind === 'whole' ? gradient.data : undefined;
  const odd = data === undefined ? -1 : oddEntry(data);
  const whyTexts =
    data?.[odd] === 0
      ? { whole: strings.whyZero, entry: strings.whyZeroEntry }
      : { whole: strings.whyNotFinite, entry: strings.whyNotFiniteEntry };
  return (
    <>
      <dl class="numbers">
        <NumberRow name={text(strings.value)} of={labelOf(node)} shown={value} direction="forward" />
        <NumberRow
          name={text(strings.gradient)}
          of={`∂L/∂${labelOf(node)}`}
          shown={gradient}
          direction="backward"
        />
      </dl>
      <div class="card-actions">
        {odd !== -1 && (
          <button
            class="button is-secondary"
            type="button"
            onClick={() => {
              askWhyZero(node.id, odd);
            }}
          >
            <span class="icon icon-question" aria-hidden="true" />
            {node.shape.length === 0
              ? text(whyTexts.whole)
              : text(whyTexts.entry, `∂L/∂${entryLabel(node, odd)}`)}
          </button>
        )}
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
  const uses = (usesOf.value.get(node.id) ?? []).filter(({ node: user }) => {
    const place = places.value.get(user.id);
    return place !== undefined && chosenRun.value?.gradients[place] != null;
  });
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

/** A tensor's cells as a drawing of its own, beside text. */
function TensorGrid({ tensor, name }: { readonly tensor: PanelTensor; readonly name: string }): JSX.Element {
  const { rows, columns, numbered } = cellGrid(tensor.shape);
  const side = pictureCell(rows, columns);
  const width = numbered ? numberedCell.width : side;
  const height = numbered ? numberedCell.height : side;
  return (
    <svg class="entry-grid" width={columns * width} height={rows * height} aria-hidden="true">
      <Grid
        tensor={tensor}
        x={0}
        y={0}
        cellWidth={width}
        cellHeight={height}
        numbered={numbered}
        name={name}
      />
    </svg>
  );
}

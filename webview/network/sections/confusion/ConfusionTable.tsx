import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { groupedNumber, percent } from '../../../kit/numbers';
import type { ConfusionMatrix, DataPart } from '../../../../src/protocol/trainingViews';
import { placeOf } from '../../../charts/thin';
import { text } from '../../../kit/translation';
import { findSamples } from '../../state/actions';
import { mostFound, samplesIn } from '../sample/sampleChoice';
import { className } from '../../classes/classNames';
import { cssColor, mix, themeColor, themeVersion } from '../../../kit/theme/themeColors';
import { series } from '../../state/series';
import { foundSamples, scrubbed, state, status } from '../../state/store';
import { strings } from './confusionTexts';

/** Faint enough for the number on it to be read. */
const strongest = 0.4;

/** More classes have no room for their shares beside an editor. */
const mostWithShares = 6;

/** Rows are the true classes, columns what the network says; a cell shows the samples it counts. */
export function Matrix({ matrix }: { readonly matrix: ConfusionMatrix }): JSX.Element {
  const { part, step, classes, counts } = matrix;
  const table = useRef<HTMLTableElement>(null);
  /** The cell that Tab reaches; arrow keys go on from there. */
  const current = useSignal(0);
  const totals = rowTotals(matrix);
  const right = totals.reduce((sum, _, index) => sum + (counts[index * (classes + 1)] ?? 0), 0);
  const all = totals.reduce((sum, total) => sum + total, 0);
  const goTo = (cell: number): void => {
    current.value = cell;
    const button = table.current?.querySelector(`[data-cell="${cell}"]`);
    if (button instanceof HTMLElement) button.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const [row, column] = [Math.floor(current.value / classes), current.value % classes];
    const to = destination(event.key, row, column, classes);
    if (to === undefined) return;
    goTo(to);
    event.preventDefault();
  };
  const indices = Array.from({ length: classes }, (_, index) => index);
  return (
    <>
      <p class="confusion-right">
        {text(
          strings[part === 'train' ? 'trainRight' : 'testRight'],
          groupedNumber(right),
          groupedNumber(all),
          groupedNumber(step),
        )}{' '}
        <b>{all === 0 ? '' : percent(right / all, 1)}</b> {all > 0 && overviewBeside(part, right / all)}
      </p>
      <div class="confusion-scroll">
        <table
          ref={table}
          class={classes > mostWithShares ? 'confusion has-many' : 'confusion'}
          role="grid"
          aria-label={text(strings.title)}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              <td class="confusion-corner">
                <span>{text(strings.actual)}</span>
              </td>
              <th class="confusion-said" colSpan={classes} scope="colgroup">
                {text(strings.predicted)}
              </th>
              <td />
            </tr>
            <tr>
              <td />
              {indices.map((index) => (
                <th key={index} scope="col">
                  {className(index)}
                </th>
              ))}
              <th class="confusion-total" scope="col">
                {text(strings.total)}
              </th>
            </tr>
          </thead>
          <tbody>
            {indices.map((row) => (
              <tr key={row}>
                <th scope="row">{className(row)}</th>
                {indices.map((column) => (
                  <Cell
                    key={column}
                    matrix={matrix}
                    row={row}
                    column={column}
                    total={totals[row] ?? 0}
                    isCurrent={current.value === row * classes + column}
                    onFocus={() => {
                      current.value = row * classes + column;
                    }}
                  />
                ))}
                <td class="confusion-total">{groupedNumber(totals[row] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/**
 * Evaluations are now and then, most of them on some of the samples; a matrix at rest is of this moment and
 * of all samples. Where the two shares differ, it is said what the other one is of.
 */
function overviewBeside(part: DataPart, share: number): string {
  if (series.version.value < 0) return '';
  const { steps, values } = series.evaluation(part === 'train' ? 'trainAccuracy' : 'testAccuracy');
  const at = placeOf(steps, (scrubbed.value ?? Infinity) + 1) - 1;
  const [step, value] = [steps[at], values[at]];
  if (step === undefined || value === undefined || percent(value, 1) === percent(share, 1)) return '';
  const run = state.value?.run;
  const count = part === 'train' ? run?.evaluated?.trainSamples : run?.evaluated?.testSamples;
  // The first and the last evaluation are of more samples than those between.
  const isBetween = step > 0 && step !== status.value?.totalSteps;
  const isChoice = isBetween && count !== undefined && count < samplesIn(part);
  const told = [percent(value, 1), groupedNumber(step)];
  return isChoice
    ? text(strings.overviewSome, ...told, groupedNumber(count))
    : text(strings.overviewThen, ...told);
}

/** Where an arrow key, Home or End leads. */
function destination(key: string, row: number, column: number, classes: number): number | undefined {
  const last = classes - 1;
  const to = {
    ArrowUp: [Math.max(0, row - 1), column],
    ArrowDown: [Math.min(last, row + 1), column],
    ArrowLeft: [row, Math.max(0, column - 1)],
    ArrowRight: [row, Math.min(last, column + 1)],
    Home: [row, 0],
    End: [row, last],
  }[key];
  if (to === undefined) return undefined;
  const [toRow = 0, toColumn = 0] = to;
  return toRow * classes + toColumn;
}

interface CellProps {
  readonly matrix: ConfusionMatrix;
  readonly row: number;
  readonly column: number;
  /** Of the row. */
  readonly total: number;
  readonly isCurrent: boolean;
  readonly onFocus: () => void;
}

function Cell({ matrix, row, column, total, isCurrent, onFocus }: CellProps): JSX.Element {
  const { part, classes, counts } = matrix;
  const cell = row * classes + column;
  const count = counts[cell] ?? 0;
  const share = total === 0 ? 0 : count / total;
  const isRight = row === column;
  const asked = foundSamples.value?.question;
  const isShown = asked?.part === part && asked.actual === row && asked.predicted === column;
  return (
    <td
      role="gridcell"
      class={`confusion-cell${isRight ? ' is-right' : ''}${isShown ? ' is-shown' : ''}`}
      style={{ background: cellColor(share, isRight) }}
    >
      <button
        type="button"
        data-cell={cell}
        data-count={count}
        tabIndex={isCurrent ? 0 : -1}
        aria-label={text(
          strings.cell,
          className(row),
          className(column),
          groupedNumber(count),
          percent(share),
        )}
        onFocus={onFocus}
        onClick={() => {
          findSamples({ part, actual: row, predicted: column, limit: mostFound });
        }}
      >
        <span class={count === 0 ? 'confusion-count is-none' : 'confusion-count'}>
          {groupedNumber(count)}
        </span>{' '}
        {count > 0 && <span class="confusion-share">{percent(share)}</span>}
      </button>
    </td>
  );
}

/** Right answers and mistakes have a colour each; the more of the row a cell holds, the more of it. */
function cellColor(share: number, isRight: boolean): string {
  // Read, so that a change of theme colours it again.
  if (themeVersion.value < 0 || share === 0) return 'transparent';
  const color = themeColor(isRight ? '--negative' : '--positive');
  return cssColor(mix(themeColor('--ground'), color, 0.06 + (strongest - 0.06) * Math.sqrt(share)));
}

/** How many samples each true class has. */
function rowTotals({ classes, counts }: ConfusionMatrix): readonly number[] {
  return Array.from({ length: classes }, (_, row) =>
    counts.subarray(row * classes, (row + 1) * classes).reduce((sum, count) => sum + count, 0),
  );
}

import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { numberTyped } from '../../../../src/protocol/numberText';
import { shortestFloat, typedNumber } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { PictureKind } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { askWhyZero, command } from '../../state/actions';
import type { Cursor } from '../../../tensor/CellPicture';
import { cellName, entryOf } from '../../../tensor/cellReading';
import { isRecorded, scrubbed, shownPicture } from '../../state/store';
import { strings } from './layersTexts';

interface CellLineProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly kind: PictureKind;
  readonly cursor: Signal<Cursor | null>;
  /** Which cell of the picture stands where the cursor is. */
  readonly place?: (row: number, column: number) => Cursor;
  readonly read: (at: Cursor) => string;
  /** The weight that is being changed; shared with the picture, where Enter begins it. */
  readonly editing?: Signal<Cursor | null>;
}

/** What the cursor stands on, and what can be done with it. */
export function CellLine({ at, layer, kind, cursor, place, read, editing }: CellLineProps): JSX.Element {
  const shown = cursor.value;
  if (editing?.value != null) return <EditWeight at={at} layer={layer} kind={kind} editing={editing} />;
  if (shown === null) return <p class="cell-line hint">{text(strings.chooseCell)}</p>;
  return (
    <div class="cell-line">
      <span class="cell-reading">{read(shown)}</span>
      <WhyZero at={at} kind={kind} cell={place?.(shown.row, shown.column) ?? shown} />
      {editing !== undefined && canEdit(at, kind, layer) && (
        <button
          class="button is-secondary"
          type="button"
          onClick={() => {
            editing.value = shown;
          }}
        >
          {text(strings.edit)}
        </button>
      )}
    </div>
  );
}

/**
 * Weights of which every cell is one, as they are now: those of an earlier step cannot be changed any more.
 */
export function canEdit(at: number, kind: PictureKind, layer: NetworkLayer): boolean {
  const picture = shownPicture(at, kind);
  return (
    kind === 'weights' &&
    !isRecorded.value &&
    scrubbed.value === null &&
    layer.parameters.length > 0 &&
    picture !== undefined &&
    picture.rows === picture.fullRows &&
    picture.columns === picture.fullColumns
  );
}

/** At the newest step, a cell that is one number can be asked why that is zero, NaN or infinite. */
function WhyZero({
  at,
  kind,
  cell: { row, column },
}: {
  readonly at: number;
  readonly kind: PictureKind;
  readonly cell: Cursor;
}): JSX.Element | null {
  const asked = kind === 'mask' ? 'activation' : kind;
  const picture = shownPicture(at, asked);
  if (picture === undefined || asked === 'weights' || isRecorded.value) return null;
  const entry = entryOf(picture, row, column);
  const number = picture.cells[row * picture.columns + column];
  const isBroken = number !== undefined && !Number.isFinite(number);
  if (entry === undefined || (number !== 0 && !isBroken)) return null;
  if (scrubbed.value !== null) return <span class="hint">{text(strings.whyZeroLive)}</span>;
  return (
    <button
      class="button is-secondary"
      type="button"
      onClick={() => {
        askWhyZero({ layer: at, kind: asked, entry });
      }}
    >
      <span class="icon icon-question" aria-hidden="true" />
      {text(isBroken ? strings.whyNotFinite : strings.whyZero)}
    </button>
  );
}

interface EditWeightProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly kind: PictureKind;
  readonly editing: Signal<Cursor | null>;
}

/** A field for another number in place of a weight; the host computes the pass again. */
function EditWeight({ at, layer, kind, editing }: EditWeightProps): JSX.Element | null {
  const field = useRef<HTMLInputElement>(null);
  const isWrong = useSignal(false);
  const cell = editing.value;
  const picture = shownPicture(at, kind);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [cell]);
  if (cell === null || picture === undefined) return null;
  const entry = entryOf(picture, cell.row, cell.column);
  const before = typedNumber(shortestFloat(picture.cells[cell.row * picture.columns + cell.column] ?? NaN));
  const parameter = `${layer.name}.${layer.parameters[0]?.name ?? ''}`;
  const name = `${parameter}, ${cellName(picture, cell.row, cell.column)}`;
  const close = (): void => {
    editing.value = null;
    field.current?.closest('.opened-picture')?.querySelector<HTMLElement>('canvas[tabindex="0"]')?.focus();
  };
  const take = (typed: string): boolean => {
    const value = numberTyped(typed);
    if (Number.isNaN(value)) return false;
    if (entry !== undefined && typed !== before) command({ kind: 'setParameter', parameter, entry, value });
    return true;
  };
  return (
    <div class="cell-line">
      <label class="edit-weight">
        {name}
        <input
          ref={field}
          class="field"
          aria-label={text(strings.editNumber, name)}
          aria-invalid={isWrong.value}
          inputMode="decimal"
          defaultValue={before}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Escape') close();
            if (event.key !== 'Enter') return;
            if (take(event.currentTarget.value)) close();
            else isWrong.value = true;
          }}
          onBlur={() => {
            editing.value = null;
          }}
        />
      </label>
      {isWrong.value && (
        <span class="field-error" role="alert">
          {text(strings.notANumber)}
        </span>
      )}
    </div>
  );
}

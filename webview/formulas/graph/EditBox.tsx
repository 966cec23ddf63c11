import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { entryName, typedNumber } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { editing, finishEditing, startEditing } from '../formulaActions';
import { nodeOf } from '../formulaStore';
import { cellGrid } from '../../tensor/cells';
import { labelOf } from '../nodeWords';
import { valueGaps, type FormulaLayout } from './formulaLayout';
import { numberedCell, tensorSize } from '../pictures/cellSizes';
import { zoom } from '../formulaViewState';
import { numberAt, stepped, tryNumber } from '../triedNumbers';

/** The field that opens over a number of the file, to type another. */
export function EditBox({ layout }: { readonly layout: FormulaLayout }): JSX.Element | null {
  const target = editing.value;
  const field = useRef<HTMLInputElement>(null);
  const wrong = useSignal(false);
  const tried = useRef(false);
  const place = useComputed(() => {
    const edge = layout.edges.find(({ source }) => source.id === target?.node);
    if (edge === undefined || target === null) return undefined;
    const { x, y, scale } = zoom.shown.value;
    const { width, height } = tensorSize(edge.source.shape);
    const grid = cellGrid(edge.source.shape);
    const row = grid.numbered ? Math.floor(target.entry / grid.columns) : 0;
    const column = grid.numbered ? target.entry % grid.columns : 0;
    const down = layout.flow === 'down';
    const left =
      (down ? edge.label.x - edge.label.width / 2 : edge.label.x - width / 2) + column * numberedCell.width;
    const top = edge.label.y - valueGaps[layout.flow] - height + row * numberedCell.height;
    return { left: left * scale + x - 8, top: top * scale + y - 5 };
  });
  // Before the next key: an effect after the paint would
  // leave what is typed meanwhile, Escape too, to the graph.
  useLayoutEffect(() => {
    wrong.value = false;
    tried.current = false;
    if (field.current !== null) field.current.value = target?.before ?? '';
    // `autofocus` alone is not honoured in a frame of another origin, as a webview is.
    field.current?.focus();
    field.current?.select();
  }, [target]);
  if (target === null || place.value === undefined) return null;
  const node = nodeOf(target.node);
  const name = node === undefined ? '' : `${labelOf(node)}${entryName(node.shape, target.entry)}`;
  const close = (): void => {
    editing.value = null;
    document.querySelector<SVGElement>(`[data-button="${target.node}"]`)?.focus();
  };
  /** What was tried with the arrow keys is undone; what was typed has not been sent. */
  const takeBack = (): void => {
    if (tried.current) tryNumber({ node: target.node, entry: target.entry, value: Number(target.before) });
    close();
  };
  const step = (input: HTMLInputElement, steps: number, keys: KeyboardEvent): void => {
    const from = Number(input.value);
    if (input.value.trim() === '' || !Number.isFinite(from)) return;
    const value = stepped(from, steps, keys);
    input.value = typedNumber(value);
    tried.current = true;
    tryNumber({ node: target.node, entry: target.entry, value });
  };
  /** To the next number of the same value. @returns false where there is none, or this is none */
  const goOn = (typed: string, by: 1 | -1): boolean => {
    const to = target.entry + by;
    if (numberAt(target.node, to) === undefined || !finishEditing(typed)) return false;
    startEditing(target.node, to);
    return true;
  };
  return (
    <div class="edit-box" style={{ left: `${place.value.left}px`, top: `${place.value.top}px` }}>
      <input
        ref={field}
        class="field"
        aria-label={text(strings.editNumber, name)}
        aria-invalid={wrong.value}
        inputMode="decimal"
        defaultValue={target.before}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') takeBack();
          if (event.key === 'Enter') {
            if (finishEditing(event.currentTarget.value)) close();
            else wrong.value = true;
          }
          if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            event.preventDefault();
            step(event.currentTarget, event.key === 'ArrowUp' ? 1 : -1, event);
          }
          if (event.key === 'Tab' && goOn(event.currentTarget.value, event.shiftKey ? -1 : 1)) {
            event.preventDefault();
          }
        }}
        onBlur={(event) => {
          if (!finishEditing(event.currentTarget.value)) editing.value = null;
        }}
      />
      {wrong.value && (
        <p class="field-error" role="alert">
          {text(strings.notANumber)}
        </p>
      )}
    </div>
  );
}

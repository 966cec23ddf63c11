import type { PanelEdit } from '../../src/protocol/formulaPanelMessages';
import { post } from './formulaHost';
import { nodeOf, places, state } from './formulaStore';

/** By entry, what is to be sent next; a newer number for the same entry takes the place of the older. */
const waiting = new Map<string, PanelEdit>();
let sent = 0;
/** The number of the `try` that the host has not answered; one is on its way at a time. */
let underway: number | null = null;

/** Has the definition computed with another number, which the text does not have yet. */
export function tryNumber(edit: PanelEdit): void {
  waiting.set(`${edit.node}/${edit.entry}`, edit);
  sendNext();
}

/** The host is done with a `try`. */
export function finishTry(number: number): void {
  if (number !== underway) return;
  underway = null;
  sendNext();
}

function sendNext(): void {
  const [next] = waiting;
  if (underway !== null || next === undefined) return;
  const [key, edit] = next;
  waiting.delete(key);
  underway = ++sent;
  post({ kind: 'try', edit, number: underway });
}

/** The number that stands in a place now; `undefined` where it cannot be changed. */
export function numberAt(node: number, entry: number): number | undefined {
  const place = places.value.get(node);
  const value = place === undefined ? undefined : state.value?.run?.values[place];
  if (nodeOf(node)?.editable !== true || value?.kind !== 'whole') return undefined;
  return value.data[entry];
}

export function isTried(node: number, entry: number): boolean {
  return state.value?.edits.some((edit) => edit.node === node && edit.entry === entry) === true;
}

/** Shift makes steps larger, Alt smaller. */
interface StepKeys {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/**
 * The number so many steps further. A step is a tenth of the number's order of magnitude, and a
 * whole number's at least 1: 2, 3, 4; 150, 160, 170; 1.1, 1.2, 1.3; 0.05, 0.051, 0.052.
 */
export function stepped(from: number, steps: number, { shiftKey, altKey }: StepKeys): number {
  const order = from === 0 ? 0 : Math.floor(Math.log10(Math.abs(from)));
  const whole = Number.isInteger(from) && from !== 0 ? Math.max(order - 1, 0) : order - 1;
  const power = whole + (shiftKey ? 1 : 0) - (altKey ? 1 : 0);
  // A power of ten below 1 is not a double: dividing by its inverse leaves 0.3 where multiplying makes
  // 0.30000000000000004.
  const moved = power < 0 ? from + steps / 10 ** -power : from + steps * 10 ** power;
  return Number(moved.toPrecision(12));
}

/** So far a pointer moves for one step, in pixels. */
const stepLength = 6;
/** A click may tremble. */
const leastDrag = 4;

let hasDragged = false;

/** Whether the click that has just come ended a drag, and so is not meant as a click. */
export function endedDrag(): boolean {
  return hasDragged;
}

/** A number was pressed: moving the pointer to the right makes it larger; Escape takes it back. */
export function startDrag(node: number, entry: number, down: PointerEvent): void {
  const from = numberAt(node, entry);
  const { currentTarget: handle } = down;
  hasDragged = false;
  if (from === undefined || down.button !== 0 || !(handle instanceof Element)) return;
  down.stopPropagation();
  handle.setPointerCapture(down.pointerId);
  const listening = new AbortController();
  const options = { signal: listening.signal, capture: true } as const;
  let last = from;
  const set = (value: number): void => {
    if (value === last) return;
    last = value;
    tryNumber({ node, entry, value });
  };
  const move = (event: PointerEvent): void => {
    const distance = event.clientX - down.clientX;
    if (!hasDragged && Math.abs(distance) < leastDrag) return;
    hasDragged = true;
    set(stepped(from, Math.round(distance / stepLength), event));
  };
  const end = (): void => {
    listening.abort();
  };
  window.addEventListener('pointermove', move, options);
  window.addEventListener('pointerup', end, options);
  window.addEventListener('pointercancel', end, options);
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      set(from);
      end();
    },
    options,
  );
}

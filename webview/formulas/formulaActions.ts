import { numberTyped } from '../../src/protocol/numberText';
import { typedNumber } from '../kit/numbers';
import { post } from './formulaHost';
import { parts, shownPart, type Part } from './formulaParts';
import { playedSteps, stopPlaying } from './formulaPlayback';
import { chosenPass, explanation, hovered, nodeOf, state, worked, workKey } from './formulaStore';
import { entries, openNodes, pass, position, scope, selected } from './formulaViewState';
import { numberAt } from './triedNumbers';
import { batch, signal } from '@preact/signals';
import type { WorkQuestion } from '../../src/protocol/formulaPanelMessages';

/** Chooses a node here, and lights up its line; `reveal` also brings the line into view. */
export function select(node: number | null, reveal: boolean): void {
  if (selected.value === node && !reveal) return;
  selected.value = node;
  post({ kind: 'select', node, reveal });
}

/** Puts the cursor into the line of a node, and the keyboard into the editor. */
export function goToSource(node: number): void {
  selected.value = node;
  post({ kind: 'select', node, reveal: true, isGoing: true });
}

export function hover(node: number | null): void {
  if (hovered.value === node) return;
  hovered.value = node;
  post({ kind: 'hover', node });
}

export function runBackward(): void {
  stopPlaying();
  leaveResult();
  post({ kind: 'runBackward' });
}

function choosePass(index: number): void {
  stopPlaying();
  pass.value = index;
  position.value = null;
  explanation.value = null;
  post({ kind: 'choosePass', pass: index });
}

/** Shows what this result is computed from; `undefined` the whole file. */
export function showPart(part: Part | undefined): void {
  batch(() => {
    if (part !== undefined && selected.value !== null && !part.nodes.has(selected.value))
      selected.value = null;
    scope.value = part === undefined ? 'file' : part.pass === null ? part.target : null;
    if (part?.pass != null) choosePass(part.pass);
  });
}

/** The cursor came to a node, or into the line of a pass: what is drawn is about it, unless a walk is on. */
export function follow(node: number | null, ofPass: number | undefined): void {
  if (position.value !== null || playedSteps.value !== null) return;
  if (ofPass !== undefined) {
    if (scope.value === 'file') choosePass(ofPass);
    else if (shownPart.value?.pass !== ofPass) showPart(parts.value.find((part) => part.pass === ofPass));
    return;
  }
  if (node === null || shownPart.value === undefined || shownPart.value.nodes.has(node)) return;
  const part = parts.value.find(({ nodes }) => nodes.has(node));
  if (part !== undefined) showPart(part);
}

/** What goes through a pass is seen. */
export function leaveResult(): void {
  if (scope.value !== 'file') scope.value = null;
}

/** Moves the walk to where `steps` of its steps are done; `null` stops stepping. */
export function moveTo(steps: number | null): void {
  stopPlaying();
  const walk = chosenPass.value?.walk ?? [];
  const to = steps === null ? null : Math.max(0, Math.min(walk.length, steps));
  position.value = to;
  if (to !== null) leaveResult();
  post({ kind: 'step', pass: pass.value, position: to });
  const node = to === null || to === 0 ? undefined : walk[to - 1]?.node;
  if (node !== undefined) select(node, false);
}

/** Stepping begins where backpropagation does: forward is done, the first node backward is next. */
export function startStepping(): void {
  const forward = chosenPass.value?.walk.filter(({ phase }) => phase === 'forward').length ?? 0;
  moveTo(forward + 1);
}

export function toggleOpen(node: number): void {
  const open = new Set(openNodes.value);
  if (!open.delete(node)) open.add(node);
  openNodes.value = open;
}

/** Asks the host how one entry of a gradient came about, unless it has answered already. */
export function askForEntry(question: WorkQuestion): void {
  if (!worked.value.has(workKey(question))) post({ kind: 'workOutEntry', question });
}

export function chooseEntry(node: number, input: number, entry: number): void {
  entries.value = { ...entries.value, [`${node}/${input}`]: entry };
}

/** Asks the host why an entry of a value or a gradient is zero, NaN or infinite. */
export function askWhy(of: 'value' | 'gradient', node: number, entry: number): void {
  const question = { revision: state.value?.revision ?? 0, pass: pass.value, node, entry, of };
  explanation.value = { question };
  post({ kind: 'explainEntry', question });
}

/** Forgets what was tried and not written into the file. */
export function discardEdits(): void {
  post({ kind: 'discardEdits' });
}

/** The number being typed: where, and what stood there. */
export const editing = signal<{
  readonly node: number;
  readonly entry: number;
  readonly before: string;
} | null>(null);

export function startEditing(node: number, entry: number): void {
  const value = numberAt(node, entry);
  if (nodeOf(node)?.editable !== true) return;
  editing.value = { node, entry, before: value === undefined ? '' : typedNumber(value) };
}

/** Takes what was typed; `false` where it is not a number. */
export function finishEditing(typed: string): boolean {
  const target = editing.value;
  if (target === null) return true;
  const value = numberTyped(typed);
  if (Number.isNaN(value)) return false;
  editing.value = null;
  if (typed.trim() !== target.before) {
    post({ kind: 'edit', edit: { node: target.node, entry: target.entry, value } });
  }
  return true;
}

import { shortNumber } from '../kit/numbers';
import type { PanelNode } from '../../src/protocol/formulaPanelMessages';
import { text } from '../kit/translation';
import { chosenRun, places, state, usesOf } from './formulaStore';
import { strings } from './formulasTexts';
import { shownValue } from './walkNumbers';

/** Whether it can be asked why a number is what it is: a zero, a NaN, an infinity. */
export function isOdd(value: number): boolean {
  return value === 0 || !Number.isFinite(value);
}

/** What the mask of a ReLU did to one entry, and at which x; `undefined` of other nodes, and before a run. */
export function maskReason(node: PanelNode, entry: number): string | undefined {
  const place = places.value.get(node.id);
  const mask = place === undefined ? undefined : state.value?.run?.saved[place]?.['mask'];
  const source = node.inputs[0]?.node;
  if (node.picture !== 'mask' || place === undefined || source === undefined) return undefined;
  const x = shownValue(source);
  if (mask?.kind !== 'whole' || typeof x === 'string' || x.kind !== 'whole') return undefined;
  const number = shortNumber(x.data[entry] ?? NaN);
  if (mask.data[entry] === 0) return text(strings.passedBy, number);
  const local = chosenRun.value?.edges[place]?.[0]?.local;
  const factor = local?.kind === 'whole' ? (local.data[entry] ?? 0) : 0;
  return factor === 0 ? text(strings.blockedBy, number) : text(strings.scaledBy, shortNumber(factor), number);
}

/** Likewise of an entry of a value, by every mask it goes through. */
export function reasonsOf(node: PanelNode, entry: number): string | undefined {
  const reasons = (usesOf.value.get(node.id) ?? []).flatMap(
    ({ node: user }) => maskReason(user, entry) ?? [],
  );
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

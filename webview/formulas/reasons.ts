import { shortNumber } from '../kit/numbers';
import type { PanelNode, WhyQuestion } from '../../src/protocol/formulaPanelMessages';
import { text } from '../kit/translation';
import { askWhy } from './formulaActions';
import { chosenRun, places, state, usesOf } from './formulaStore';
import { strings } from './formulasTexts';
import { entries } from './formulaViewState';
import { type Shown, shownGradient, shownValue } from './walkNumbers';

/**
 * The entries of which it can be asked why they are what they are: NaN and infinity first,
 * for they spread, then zeros. None of what is sealed, not reached, or too large to be sent.
 */
export function oddEntries(shown: Shown): readonly number[] {
  if (typeof shown === 'string' || shown.kind !== 'whole') return [];
  const { data } = shown;
  const all = [...data.keys()];
  return [
    ...all.filter((entry) => !Number.isFinite(data[entry])),
    ...all.filter((entry) => data[entry] === 0),
  ];
}

/** What can be asked of a value or a gradient, in the card as in the graph, and of which entry. */
export interface Asking {
  readonly of: WhyQuestion['of'];
  readonly odd: readonly number[];
  readonly chosen: number;
  /** Whether the chosen entry is zero; otherwise it is NaN or infinite. */
  readonly isZero: boolean;
  readonly choose: (entry: number) => void;
  /** Asks why an entry is what it is; does nothing where that cannot be asked. */
  readonly ask: (entry: number) => void;
}

/** `undefined` where nothing is to be asked: no entry is odd, or the numbers stand in the text. */
export function askingOf(of: WhyQuestion['of'], node: PanelNode): Asking | undefined {
  if (of === 'value' && node.kind === 'data') return undefined;
  const shown = of === 'value' ? shownValue(node.id) : shownGradient(node.id);
  const odd = oddEntries(shown);
  const key = `${node.id}/${of}`;
  const before = entries.value[key];
  const chosen = before !== undefined && odd.includes(before) ? before : odd[0];
  if (chosen === undefined || typeof shown === 'string' || shown.kind !== 'whole') return undefined;
  const choose = (entry: number): void => {
    entries.value = { ...entries.value, [key]: entry };
  };
  const ask = (entry: number): void => {
    if (!odd.includes(entry)) return;
    choose(entry);
    askWhy(of, node.id, entry);
  };
  return { of, odd, chosen, isZero: shown.data[chosen] === 0, choose, ask };
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

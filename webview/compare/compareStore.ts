import { computed, effect, signal } from '@preact/signals';
import type {
  CompareChoice,
  Measure,
  ShownComparison,
  ShownEntry,
  ShownSnapshot,
  ToComparePanel,
} from '../../src/protocol/comparePanelMessages';
import { choose, chosen, keepView } from '../kit/viewChoices';
import { post } from './compareHost';

/** What the extension sent last; `null` before it has read the recordings. */
export const comparison = signal<ShownComparison | null>(null);

/** The pictures of the question with this number. */
export const snapshots = signal<{ readonly number: number; readonly shown: readonly ShownSnapshot[] }>({
  number: -1,
  shown: [],
});

export function handle(message: ToComparePanel): void {
  switch (message.kind) {
    case 'comparison':
      comparison.value = message.comparison;
      return;
    case 'snapshots':
      snapshots.value = { number: message.number, shown: message.snapshots };
      return;
  }
}

/** Whether there is a way from the steps of a run to its epochs. */
export const hasEpochs = computed(
  () => comparison.value?.runs.some(({ stepsPerEpoch }) => stepsPerEpoch !== undefined) ?? false,
);

export type AxisKind = 'steps' | 'epochs';

export const axisKind = computed<AxisKind>(() =>
  hasEpochs.value && chosen<string>('axis', 'steps') === 'epochs' ? 'epochs' : 'steps',
);

/** How many steps of an entry are one on the axis; `undefined` where nobody knows. */
export function unitOf({ runs }: ShownEntry): number | undefined {
  return axisKind.value === 'steps' ? 1 : comparison.value?.runs[runs[0] ?? 0]?.stepsPerEpoch;
}

/** Where the cursor of all charts stands on their axis. */
export const cursor = signal<number | null>(null);

/** The entry that is pointed at, by its name: all others recede. */
export const lookedAt = signal<string | undefined>(undefined);

export function isHidden({ name }: ShownEntry): boolean {
  return chosen(`hidden/${name}`, false);
}

export function toggleEntry(entry: ShownEntry): void {
  choose(`hidden/${entry.name}`, !isHidden(entry));
}

export const shownEntries = computed(
  () => comparison.value?.entries.filter((entry) => !isHidden(entry)) ?? [],
);

/** Figures in the order in which they matter, as far as one of the entries has them. */
export const shownFigures = computed(() => {
  const entries = comparison.value?.entries ?? [];
  const order = ['testLoss', 'testAccuracy', 'trainLoss', 'trainAccuracy'] as const;
  const measured = order.filter((name) => entries.some(({ figures }) => figures[name] !== undefined));
  return measured.length === 0 ? (['loss'] as const) : measured;
});

export function isShare(measure: Measure): boolean {
  return measure === 'trainAccuracy' || measure === 'testAccuracy';
}

const choice = computed<CompareChoice>(() => {
  const layer = chosen<string>('layer', '');
  return { bySeed: chosen('bySeed', true), layer: layer === '' ? null : layer };
});

/** Tells the extension what to send, now and whenever that changes. */
export function sendChoice(): void {
  effect(() => {
    post({ kind: 'choose', choice: choice.value });
  });
}

keepView(() => ({}));

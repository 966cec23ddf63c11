import { computed, effect, signal, untracked } from '@preact/signals';
import { command, select } from '../state/actions';
import { playPass, walkedStep, type PassStep } from '../sections/graph/passPlayback';
import { isBetween, layers, status, walking } from '../state/store';
import { choose, chosen } from '../../kit/viewChoices';
import { openTab } from '../tabs/openTabs';

/** The chapter's phases of one step: ① mini-batch, ② gradients, ③ update, ④ repeat. */
export type Phase = 1 | 2 | 3 | 4;

walking.value = chosen<boolean>('walk', false);
effect(() => {
  const { value } = walking;
  untracked(() => {
    if (chosen<boolean>('walk', false) === value) return;
    choose('walk', value);
    // The walk goes through the graph.
    if (value) openTab('graph');
  });
});

/** The phase that was shown last, among those the run can be in. */
const latestPhase = signal<Phase>(1);
/** The learning rate of the update that was done last. */
export const usedRate = signal<number | undefined>(undefined);

export const phase = computed<Phase>(() => {
  const { value } = latestPhase;
  if (isBetween.value) return value === 1 ? 1 : 2;
  return value === 2 ? 1 : value;
});

let before: { readonly isBetween: boolean; readonly step: number; readonly rate: number } | undefined;
effect(() => {
  const run = status.value;
  if (run === null) {
    before = undefined;
    latestPhase.value = 1;
    return;
  }
  if (before === undefined) latestPhase.value = run.isBetween ? 2 : 1;
  else if (run.isBetween && !before.isBetween) latestPhase.value = 2;
  else if (before.isBetween && !run.isBetween) {
    latestPhase.value = run.step > before.step ? 3 : 1;
    usedRate.value = before.rate;
  } else if (run.step !== before.step) latestPhase.value = 1;
  before = { isBetween: run.isBetween, step: run.step, rate: run.scheduledLearningRate };
  if (!run.isBetween) stopWalking();
});

/** Every layer, down and up again: what can be walked while the gradients are there. */
export const wayThroughLayers = computed<readonly PassStep[]>(() => {
  const order = layers.value.map((_, layer) => layer);
  return [
    ...order.map((layer) => ({ phase: 'forward' as const, layers: [layer] })),
    ...order.reverse().map((layer) => ({ phase: 'backward' as const, layers: [layer] })),
  ];
});

/** How many steps of that way are done; `null` while nobody walks it. */
export const layersWalked = signal<number | null>(null);

export function walkTo(steps: number | null): void {
  const way = wayThroughLayers.value;
  const to = steps === null ? null : Math.max(1, Math.min(way.length, steps));
  layersWalked.value = to;
  walkedStep.value = to === null ? undefined : way[to - 1];
  const layer = walkedStep.value?.layers[0];
  if (layer !== undefined) select(layer, false);
}

/** The walk begins where backpropagation does: forward is done, the loss is the first on the way back. */
export function startWalking(): void {
  walkTo(layers.value.length + 1);
}

function stopWalking(): void {
  layersWalked.value = null;
  walkedStep.value = undefined;
}

export const canGoOn = computed(() => status.value?.state !== 'finished' && status.value?.state !== 'failed');

/** On to the next phase: of ① and ② that is something to compute. */
export function goOn(): void {
  if (phase.value === 1) {
    if (isBetween.value) {
      latestPhase.value = 2;
      playPass();
    } else command({ kind: 'compute' });
  } else if (phase.value === 2) command({ kind: 'step' });
  else latestPhase.value = phase.value === 3 ? 4 : 1;
}

/** An update cannot be undone: from ③ nothing leads back. */
export const canGoBack = computed(() => phase.value === 2 || phase.value === 4);

export function goBack(): void {
  if (!canGoBack.value) return;
  latestPhase.value = phase.value === 2 ? 1 : 3;
}

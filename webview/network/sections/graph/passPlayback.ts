import { computed, effect, signal, untracked } from '@preact/signals';
import { Playback } from '../../../graph/playback';
import { status } from '../../state/store';
import { graphLayout } from './drawnGraph';

const playback = new Playback();

/** A step of the pass through the layers: which of them it is in, and on which way. */
export interface PassStep {
  readonly phase: 'forward' | 'backward';
  readonly layers: readonly number[];
}

/** Every node that computes, down and up again. */
const wholePass = computed<readonly PassStep[]>(() => {
  const groups = (graphLayout.value?.nodes ?? [])
    .map(({ node }) => node)
    .filter(({ kind }) => kind !== 'data')
    .sort((a, b) => a.id - b.id)
    .map(({ id, members }) => (members.length === 0 ? [id] : members));
  return [
    ...groups.map((layers) => ({ phase: 'forward' as const, layers })),
    ...[...groups].reverse().map((layers) => ({ phase: 'backward' as const, layers })),
  ];
});

/** Where somebody who walks from layer to layer stands. */
export const walkedStep = signal<PassStep | undefined>(undefined);

/** What is lit up: the pass that is being played, or the step of a walk. */
export const currentStep = computed<PassStep | undefined>(() => {
  const { value: played } = playback.played;
  if (played !== null) return played === 0 ? undefined : wholePass.value[played - 1];
  return walkedStep.value;
});

export function playPass(): void {
  playback.play(untracked(() => wholePass.value.length));
}

interface Seen {
  readonly step: number;
  readonly isBetween: boolean;
  readonly isRunning: boolean;
}
let seen: Seen | undefined;

/** A pass that somebody set going by hand is played; while training runs at speed nothing is. */
effect(() => {
  const run = status.value;
  const before = seen;
  seen = run === null ? undefined : { ...run, isRunning: run.state === 'running' };
  if (run === null || before === undefined || run.state === 'running' || before.isRunning) {
    if (run?.state === 'running') playback.stop();
    return;
  }
  const isComputed = run.isBetween && !before.isBetween;
  const isStepped = run.step === before.step + 1 && !before.isBetween && !run.isBetween;
  if (isComputed || isStepped) playPass();
});

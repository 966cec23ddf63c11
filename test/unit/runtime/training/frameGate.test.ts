import { describe, expect, it } from 'vitest';
import type { TrainingFrame } from '../../../../src/protocol/trainingFrame';
import type { ViewRequests } from '../../../../src/protocol/trainingViews';
import type { Clock } from '../../../../src/runtime/runtimeEnvironment';
import { FrameGate } from '../../../../src/runtime/training/frameGate';

const activations: ViewRequests = { pictures: [{ layer: 0, kinds: ['activation'] }] };
const masks: ViewRequests = { pictures: [{ layer: 0, kinds: ['mask'] }] };

/** A gate whose views take eight milliseconds and whose numbers take none; every answer is noted. */
function gateAt(viewsMilliseconds = 8): {
  readonly gate: FrameGate;
  readonly answers: { readonly time: number; readonly withViews: boolean }[];
  readonly pass: (milliseconds: number) => void;
} {
  let time = 0;
  const answers: { readonly time: number; readonly withViews: boolean }[] = [];
  const clock: Clock = { now: () => time, after: () => () => undefined };
  const gate = new FrameGate(clock, (requests) => {
    answers.push({ time, withViews: requests !== undefined });
    if (requests !== undefined) time += viewsMilliseconds;
    // The gate hands it on without a look.
    return {} as TrainingFrame;
  });
  return {
    gate,
    answers,
    pass: (milliseconds) => {
      time += milliseconds;
    },
  };
}

describe('the frames of a run that goes on', () => {
  it('have numbers thirty times a second, and dear views as often as their share allows', () => {
    const { gate, answers, pass } = gateAt();
    for (let version = 0; version < 4000; version++) {
      if (gate.openRequests === undefined) void gate.request(activations, version);
      gate.offer(version, true);
      pass(1);
    }
    expect(answers.length).toBeGreaterThan(100);
    expect(answers.length).toBeLessThanOrEqual(125);
    // Eight milliseconds are two per cent of four hundred.
    const withViews = answers.filter((answer) => answer.withViews);
    expect(withViews.length).toBeGreaterThanOrEqual(9);
    expect(withViews.length).toBeLessThanOrEqual(11);
  });

  it('have the views at once when others are requested', () => {
    const { gate, answers, pass } = gateAt();
    void gate.request(activations, 1);
    gate.offer(1, true);
    pass(40);
    void gate.request(activations, 2);
    gate.offer(2, true);
    pass(40);
    void gate.request(masks, 3);
    gate.offer(3, true);
    expect(answers.map(({ withViews }) => withViews)).toEqual([true, false, true]);
  });
});

describe('the last frame', () => {
  it('has the views of the end, without a wait when nothing is to be disturbed', () => {
    const { gate, answers, pass } = gateAt();
    for (const version of [1, 2]) {
      void gate.request(activations, version);
      gate.offer(version, true);
      pass(40);
    }
    void gate.request(activations, 2);
    expect(gate.offer(2, true)).toBeGreaterThan(300);
    expect(gate.offer(2, false)).toBeUndefined();
    expect(answers.map(({ withViews }) => withViews)).toEqual([true, false, true]);
    // Then there is nothing new any more.
    void gate.request(activations, 2);
    pass(1000);
    expect(gate.offer(2, false)).toBeUndefined();
    expect(answers).toHaveLength(3);
  });
});

import { describe, expect, test } from 'vitest';
import type { HealthFinding } from '../../../../../src/engine/health/finding';
import { formatMessage } from '../../../../../src/engine/message';
import { FrameFeed } from '../../../../../src/editor/panels/network/frameFeed';
import type { HostToNetworkPanel } from '../../../../../src/protocol/networkPanel';
import { receiveInNetworkPanel } from '../../../../../src/protocol/networkPanel';
import type { RunSeries, TrainingFrame } from '../../../../../src/protocol/trainingFrame';

type FrameMessage = Extract<HostToNetworkPanel, { kind: 'frame' }>;

const none = { steps: new Float64Array(), values: new Float64Array() };
const nothing: RunSeries = { losses: none, evaluations: none, scalars: none, learningRates: none };

function frame(step: number, part: Partial<TrainingFrame> = {}): TrainingFrame {
  return {
    status: {
      state: 'running',
      step,
      totalSteps: 100,
      stepsPerEpoch: 10,
      epoch: 0,
      epochs: 10,
      stepsPerSecond: 5,
      learningRate: 0.1,
      scheduledLearningRate: 0.1,
      pace: { kind: 'full' },
      isBetween: false,
      firstStep: 1,
    },
    series: {
      ...nothing,
      losses: { steps: Float64Array.of(step), values: Float64Array.of(1 / (step + 1)) },
    },
    views: { pictures: [] },
    restarted: false,
    ...part,
  };
}

const finding: HealthFinding = {
  rule: 'overfitting',
  severity: 'warning',
  step: 2,
  remedies: [],
  message: { text: 'It learns by heart.', values: [] },
  explanation: { text: 'Why that matters.', values: [] },
};

const whole: RunSeries = {
  ...nothing,
  losses: { steps: Float64Array.of(0, 1, 2), values: Float64Array.of(3, 2, 1) },
};

function feeding(): { readonly feed: FrameFeed; readonly sent: FrameMessage[] } {
  const sent: FrameMessage[] = [];
  const feed = new FrameFeed({
    send: (message) => sent.push(message),
    translate: formatMessage,
    whole: () => ({ series: whole, findings: [finding], snapshots: Float64Array.of(0, 2) }),
  });
  return { feed, sent };
}

const steps = (message: FrameMessage | undefined): number[] => [...(message?.series.losses.steps ?? [])];

describe('the feed of a panel', () => {
  test('begins with everything there is, and what it sends the panel accepts', () => {
    const { feed, sent } = feeding();
    feed.add(frame(2));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ anew: 'run', series: whole });
    expect(receiveInNetworkPanel(sent[0])).toMatchObject({ ok: true });
  });

  test('sends everything anew when the panel could not take a frame', () => {
    const { feed, sent } = feeding();
    feed.add(frame(2));
    feed.shown(1);
    feed.add(frame(3));
    feed.add(frame(4));
    expect(sent).toHaveLength(2);
    feed.missed();
    expect(sent).toHaveLength(3);
    expect(sent[2]).toMatchObject({ anew: 'series', series: whole, snapshots: [0, 2], status: { step: 4 } });
    feed.missed();
    expect(feed.isReady).toBe(true);
    expect(sent).toHaveLength(3);
  });

  test('has one frame on its way, and gathers what comes meanwhile without losing any', () => {
    const { feed, sent } = feeding();
    feed.add(frame(2));
    expect(feed.isReady).toBe(false);
    const seen = { pictures: [], miniBatch: Int32Array.of(4) };
    feed.add(frame(3, { views: seen }));
    feed.add(frame(4));
    expect(sent).toHaveLength(1);
    feed.shown(sent[0]?.number ?? -1);
    expect(sent).toHaveLength(2);
    expect(steps(sent[1])).toEqual([3, 4]);
    // The pictures of the frame before are the newest there are.
    expect(sent[1]).toMatchObject({ anew: 'nothing', views: seen, status: { step: 4 } });
    feed.shown(sent[1]?.number ?? -1);
    expect(feed.isReady).toBe(true);
  });

  test('does not take the answer to an earlier page for one to the frame it waits for', () => {
    const { feed, sent } = feeding();
    feed.add(frame(2));
    feed.begin();
    feed.add(frame(3));
    feed.shown(sent[0]?.number ?? -1);
    expect(feed.isReady).toBe(false);
    expect(sent[1]?.anew).toBe('run');
  });

  test('begins anew where the run does', () => {
    const { feed, sent } = feeding();
    feed.add(frame(2));
    feed.add(frame(0, { restarted: true }));
    feed.add(frame(1));
    feed.shown(sent[0]?.number ?? -1);
    expect(sent[1]).toMatchObject({ anew: 'run', series: whole });
  });

  test('sends a panel that does not answer for long all series, and loses no finding: it is the same run', () => {
    const { feed, sent } = feeding();
    feed.add(frame(0));
    feed.shown(sent[0]?.number ?? -1);
    feed.add(frame(1));
    const seen = { pictures: [], miniBatch: Int32Array.of(4) };
    feed.add(frame(2, { findings: [finding], snapshots: Float64Array.of(0, 2), views: seen }));
    for (let step = 3; step <= 200; step++) feed.add(frame(step));
    feed.shown(sent[1]?.number ?? -1);
    const [told] = sent[2]?.findings ?? [];
    expect(told).toMatchObject({ rule: 'overfitting', step: 2 });
    expect(sent[2]).toMatchObject({ anew: 'series', series: whole, snapshots: [0, 2], views: seen });
    feed.shown(sent[2]?.number ?? -1);
    feed.add(frame(201));
    expect(sent[3]).toMatchObject({ anew: 'nothing', status: { step: 201 } });
  });

  test('begins the run anew where the panel could not take its first frame', () => {
    const { feed, sent } = feeding();
    feed.add(frame(2));
    feed.missed();
    feed.add(frame(3));
    expect(sent[1]).toMatchObject({ anew: 'run', series: whole });
  });
});

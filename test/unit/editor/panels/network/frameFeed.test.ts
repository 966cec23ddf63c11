import { describe, expect, test } from 'vitest';
import type { HealthFinding } from '../../../../../src/engine/health/finding';
import { formatMessage } from '../../../../../src/engine/message';
import { FrameFeed } from '../../../../../src/editor/panels/network/frameFeed';
import type { HostToNetworkPanel } from '../../../../../src/protocol/networkPanelMessages';
import { receiveInNetworkPanel } from '../../../../../src/protocol/networkPanelMessages';
import type { TrainingFrame } from '../../../../../src/protocol/trainingFrame';
import type { RunSeries } from '../../../../../src/protocol/trainingViews';

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
      epochsCountedFrom: { step: 0, epoch: 0 },
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

/** What is settled by now: a promise that is not is `undefined`. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), Promise.resolve().then(() => false)]);
}

describe('the feed of a panel', () => {
  test('begins with everything there is, and what it sends the panel accepts', () => {
    const { feed, sent } = feeding();
    void feed.show(frame(2));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ anew: 'run', series: whole, snapshots: [0, 2] });
    expect(sent[0]?.findings).toMatchObject([{ rule: 'overfitting', step: 2 }]);
    expect(receiveInNetworkPanel(sent[0])).toMatchObject({ ok: true });
  });

  test('goes on with what is new, and says when the panel has drawn it', async () => {
    const { feed, sent } = feeding();
    const first = feed.show(frame(2));
    expect(await isSettled(first)).toBe(false);
    feed.shown(sent[0]?.number ?? -1);
    expect(await isSettled(first)).toBe(true);
    const seen = { pictures: [], miniBatch: Int32Array.of(4) };
    const next = frame(3, { views: seen });
    const second = feed.show(next);
    expect(sent[1]).toMatchObject({ anew: 'nothing', views: seen, status: { step: 3 } });
    // The numbers of a frame go on as they came.
    expect(sent[1]?.series).toBe(next.series);
    feed.shown(sent[0]?.number ?? -1);
    expect(await isSettled(second), 'the answer to another frame').toBe(false);
    feed.shown(sent[1]?.number ?? -1);
    expect(await isSettled(second)).toBe(true);
  });

  test('sends everything anew when the panel could not take a frame', async () => {
    const { feed, sent } = feeding();
    void feed.show(frame(2));
    feed.shown(1);
    const refused = feed.show(frame(3));
    feed.missed();
    expect(await isSettled(refused)).toBe(true);
    void feed.show(frame(4));
    expect(sent[2]).toMatchObject({ anew: 'series', series: whole, snapshots: [0, 2], status: { step: 4 } });
    feed.shown(3);
    feed.missed();
    void feed.show(frame(5));
    expect(sent[3]).toMatchObject({ anew: 'nothing' });
  });

  test('waits for no panel that was loaded anew, and does not take an answer of before for one of now', async () => {
    const { feed, sent } = feeding();
    const before = feed.show(frame(2));
    feed.reset('page');
    expect(await isSettled(before)).toBe(true);
    const now = feed.show(frame(3));
    feed.shown(sent[0]?.number ?? -1);
    expect(await isSettled(now)).toBe(false);
    expect(sent[1]?.anew).toBe('page');
    feed.reset('page');
    feed.missed();
    void feed.show(frame(4));
    expect(sent[2]?.anew, 'the same run, loaded once more').toBe('page');
    feed.reset('run');
    feed.reset('page');
    void feed.show(frame(5));
    expect(sent[3]?.anew, 'another run, which the page was not told of').toBe('run');
  });

  test('tells every page of a panel of its run, and only of another one as of another', () => {
    const { feed, sent } = feeding();
    for (const run of ['one', 'one', 'two', 'two']) {
      feed.reset('page');
      feed.begin(run);
      void feed.show(frame(2));
    }
    expect(sent.map(({ anew }) => anew)).toEqual(['run', 'page', 'run', 'page']);
  });

  test('begins anew where the run does', () => {
    const { feed, sent } = feeding();
    void feed.show(frame(2));
    void feed.show(frame(1, { restarted: true }));
    expect(sent[1]).toMatchObject({ anew: 'run', series: whole });
  });

  test('begins the run anew where the panel could not take its first frame', () => {
    const { feed, sent } = feeding();
    void feed.show(frame(2));
    feed.missed();
    void feed.show(frame(3));
    expect(sent[1]).toMatchObject({ anew: 'run', series: whole });
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FrameLoop, type FrameWatcher } from '../../../../src/editor/training/frameLoop';
import { Throttled } from '../../../../src/editor/timing';
import { hostRuntime } from '../../../../src/platform/hostRuntime';
import type { FrameRequest, TrainingFrame } from '../../../../src/protocol/trainingFrame';
import type { ViewRequests } from '../../../../src/protocol/trainingViews';
import { affine, optimizer, relu, softmaxLoss, stack } from '../../runtime/training/networks';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A service whose frames are given by hand. */
function byHand(): {
  readonly requests: FrameRequest[];
  readonly service: { nextTrainingFrame: (request: FrameRequest) => Promise<TrainingFrame> };
  readonly give: (frame: TrainingFrame) => Promise<void>;
  readonly fail: (cause: string) => Promise<void>;
} {
  const requests: FrameRequest[] = [];
  const open: { resolve: (frame: TrainingFrame) => void; reject: (error: Error) => void }[] = [];
  return {
    requests,
    service: {
      nextTrainingFrame: (request) => {
        requests.push(request);
        return new Promise((resolve, reject) => open.push({ resolve, reject }));
      },
    },
    give: async (frame) => {
      open.shift()?.resolve(frame);
      await vi.advanceTimersByTimeAsync(0);
    },
    fail: async (cause) => {
      open.shift()?.reject(new Error(cause));
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const mask: ViewRequests = { pictures: [{ layer: 1, kinds: ['mask'] }] };

const run = { session: 7, layerCount: 0 };

/** A view that draws every frame at once, or when it is told to. */
function view(part: Partial<FrameWatcher> = {}): FrameWatcher {
  return { requests: () => mask, receive: () => undefined, show: () => Promise.resolve(), ...part };
}

/** A view whose drawing is ended by hand. */
function slowView(): {
  readonly watcher: FrameWatcher;
  readonly shown: TrainingFrame[];
  readonly drawn: () => Promise<void>;
} {
  const shown: TrainingFrame[] = [];
  let end: () => void = () => undefined;
  const show = (frame: TrainingFrame): Promise<void> => {
    shown.push(frame);
    return new Promise((resolve) => {
      end = resolve;
    });
  };
  return {
    watcher: view({ show }),
    shown,
    drawn: async () => {
      end();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const none = { steps: new Float64Array(), values: new Float64Array() };

function frame(step: number, part: Partial<TrainingFrame> = {}): TrainingFrame {
  const losses = { steps: Float64Array.of(step), values: Float64Array.of(1 / (step + 1)) };
  return {
    status: { step } as TrainingFrame['status'],
    series: { losses, evaluations: none, scalars: none, learningRates: none },
    views: { pictures: [] },
    restarted: false,
    ...part,
  };
}

describe('the loop that paces frames', () => {
  test('asks calmly while nothing can be seen, and at once when something can', async () => {
    const { requests, service, give } = byHand();
    let isVisible = false;
    const loop = new FrameLoop(
      service,
      run,
      view({ show: () => (isVisible ? Promise.resolve() : undefined) }),
    );
    void loop.follow();
    expect(requests).toHaveLength(1);
    await give(frame(1));
    await vi.advanceTimersByTimeAsync(200);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60);
    expect(requests).toHaveLength(2);
    await give(frame(2));
    isVisible = true;
    await loop.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(requests[2]).toEqual({ session: 7, requests: mask });
    await give(frame(3));
    expect(requests).toHaveLength(4);
    loop.end();
  });

  test('asks for the next frame when the view has drawn the last: one is on its way at a time', async () => {
    const { requests, service, give } = byHand();
    const { watcher, shown, drawn } = slowView();
    const loop = new FrameLoop(service, run, watcher);
    void loop.follow();
    for (let step = 1; step <= 5; step++) {
      await give(frame(step));
      expect([requests.length, shown.length]).toEqual([step, step]);
      await vi.advanceTimersByTimeAsync(100);
      expect(requests).toHaveLength(step);
      await drawn();
      expect(requests).toHaveLength(step + 1);
    }
    loop.end();
  });

  test('leaves no number out while a view draws, and gives it the newest pictures', async () => {
    const { service, give } = byHand();
    const received: number[] = [];
    const { watcher, shown, drawn } = slowView();
    const loop = new FrameLoop(service, run, {
      ...watcher,
      receive: ({ status }) => received.push(status.step),
    });
    void loop.follow();
    await give(frame(1));
    const miniBatch = Int32Array.of(4);
    await vi.advanceTimersByTimeAsync(260);
    await give(frame(2, { views: { pictures: [], miniBatch }, snapshots: Float64Array.of(0, 2) }));
    await vi.advanceTimersByTimeAsync(260);
    await give(frame(3));
    // What stands beside the text does not wait for the picture.
    expect(received).toEqual([1, 2, 3]);
    expect(shown).toHaveLength(1);
    await drawn();
    expect(shown).toHaveLength(2);
    expect(shown[1]).toMatchObject({
      status: { step: 3 },
      views: { miniBatch },
      snapshots: Float64Array.of(0, 2),
      series: { losses: { steps: Float64Array.of(2, 3) } },
    });
    loop.end();
  });

  test('bounds what it puts together for a view that does not answer, and forgets it where the run begins anew', async () => {
    const { service, give } = byHand();
    const { watcher, shown, drawn } = slowView();
    const loop = new FrameLoop(service, run, watcher);
    void loop.follow();
    await give(frame(0));
    for (let step = 1; step <= 3000; step++) {
      await vi.advanceTimersByTimeAsync(260);
      await give(frame(step));
    }
    await drawn();
    const { steps } = shown[1]?.series.losses ?? none;
    expect(steps.length).toBeLessThanOrEqual(2050);
    expect([steps[0], steps.at(-1)]).toEqual([1, 3000]);
    await vi.advanceTimersByTimeAsync(260);
    await give(frame(3001));
    await vi.advanceTimersByTimeAsync(260);
    await give(frame(0, { restarted: true }));
    await vi.advanceTimersByTimeAsync(260);
    await give(frame(1));
    await drawn();
    expect(shown[2]).toMatchObject({ restarted: true, series: { losses: { steps: Float64Array.of(0, 1) } } });
    loop.end();
  });

  test('asks a second time while a paused run keeps the first waiting, if something else is requested', async () => {
    const { requests, service, give } = byHand();
    let shownNow = mask;
    const { watcher, shown, drawn } = slowView();
    const loop = new FrameLoop(service, run, { ...watcher, requests: () => shownNow });
    void loop.follow();
    void loop.hurry();
    expect(requests).toHaveLength(1);
    shownNow = { pictures: [{ layer: 0, kinds: ['activation'] }] };
    void loop.hurry();
    expect(requests).toHaveLength(2);
    await give(frame(1));
    await give(frame(2));
    await drawn();
    expect(shown.map(({ status }) => status.step)).toEqual([1, 2]);
    loop.end();
  });

  test('shows everything again to a view that was loaded anew, though a paused run has nothing new', async () => {
    vi.useRealTimers();
    const { service } = hostRuntime();
    const network = stack([affine(4), relu, affine(3), softmaxLoss], { batch: 8 });
    const data = { source: 'spiral', arguments: { points: 20 }, files: {} };
    const started = await service.startTraining({ network, data });
    if (!started.ok) throw new Error('It did not start.');
    const { session } = started.description;
    await service.commandTraining({ session, command: { kind: 'step' } });
    const pictures: number[] = [];
    const show = ({ views }: TrainingFrame): Promise<void> => {
      pictures.push(views.pictures.length);
      return Promise.resolve();
    };
    const { layers } = started.description;
    const loop = new FrameLoop(service, { session, layerCount: layers.length }, view({ show }));
    const followed = loop.follow();
    await vi.waitFor(() => {
      expect(pictures.at(-1)).toBe(1);
    });
    const shown = pictures.length;
    await loop.renew();
    expect(pictures.slice(shown)).toContain(1);
    loop.end();
    await service.endTraining({ session });
    await followed;
  });

  test('tells that the worker died, and nothing once it was ended', async () => {
    const first = byHand();
    const failing = new FrameLoop(first.service, run, view()).follow();
    const rejected = expect(failing).rejects.toThrow('out of memory');
    await first.fail('out of memory');
    await rejected;

    const second = byHand();
    const show = vi.fn();
    const loop = new FrameLoop(second.service, run, view({ show, receive: show }));
    const followed = loop.follow();
    loop.end();
    await second.give(frame(1));
    await followed;
    expect(show).not.toHaveBeenCalled();
  });
});

test('what the loop shows of a real run is every loss of it, in order, whatever the pace of whoever looks', async () => {
  vi.useRealTimers();
  const { service } = hostRuntime();
  const network = stack([affine(8), relu, affine(3), softmaxLoss], {
    ...optimizer('Adam', 0.01),
    batch: 8,
    epochs: 4,
  });
  const data = { source: 'spiral', arguments: { points: 20, test: 0.2 }, files: {} };
  const started = await service.startTraining({ network, data, pace: { kind: 'full' } });
  if (!started.ok) throw new Error('It did not start.');
  const { session, status, layers } = started.description;
  const received: number[] = [];
  const shown: number[] = [];
  let frames = 0;
  let draw: () => void = () => undefined;
  const loop = new FrameLoop(
    service,
    { session, layerCount: layers.length },
    view({
      receive: ({ series }) => {
        received.push(...series.losses.steps);
        draw();
      },
      show: ({ series, status: { state } }) => {
        shown.push(...series.losses.steps);
        if (state === 'finished') loop.end();
        // Every second frame takes the view longer than the numbers beside the text may wait.
        if (++frames % 2 === 1) return Promise.resolve();
        return new Promise((resolve) => {
          draw = resolve;
        });
      },
    }),
  );
  const followed = loop.follow();
  await service.commandTraining({ session, command: { kind: 'train' } });
  await followed;
  const steps = Array.from({ length: status.totalSteps }, (_, step) => step);
  expect(received).toEqual(steps);
  expect(shown).toEqual(steps);
});

describe('something done at most so often', () => {
  test('is done at once, then once a pause however often it is asked for, and for the last time too', () => {
    const action = vi.fn();
    const throttled = new Throttled(100, action);
    throttled.trigger();
    expect(action).toHaveBeenCalledTimes(1);
    for (let time = 0; time < 10; time++) {
      throttled.trigger();
      vi.advanceTimersByTime(30);
    }
    expect(action).toHaveBeenCalledTimes(4);
    throttled.trigger();
    vi.advanceTimersByTime(500);
    expect(action).toHaveBeenCalledTimes(5);
    throttled.trigger();
    throttled.trigger();
    throttled.dispose();
    vi.advanceTimersByTime(500);
    expect(action).toHaveBeenCalledTimes(6);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FrameLoop } from '../../../../src/editor/training/frameLoop';
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
  readonly give: () => Promise<void>;
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
    give: async () => {
      open.shift()?.resolve({} as TrainingFrame);
      await vi.advanceTimersByTimeAsync(0);
    },
    fail: async (cause) => {
      open.shift()?.reject(new Error(cause));
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const mask: ViewRequests = { pictures: [{ layer: 1, kinds: ['mask'] }] };

const ready = { requests: () => mask, isReady: () => true };

describe('the loop that asks for frames', () => {
  test('asks calmly while nobody waits for a picture, and at once when somebody does', async () => {
    const { requests, service, give } = byHand();
    const view = { isReady: false };
    const loop = new FrameLoop(service, 7, {
      requests: () => mask,
      isReady: () => view.isReady,
      show: () => undefined,
    });
    void loop.run();
    expect(requests).toHaveLength(1);
    await give();
    await vi.advanceTimersByTimeAsync(200);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60);
    expect(requests).toHaveLength(2);
    await give();
    view.isReady = true;
    await loop.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(requests[2]).toEqual({ session: 7, requests: mask });
    await give();
    expect(requests).toHaveLength(4);
    loop.end();
  });

  test('asks a second time while a paused run keeps the first waiting, if something else is requested', async () => {
    const { requests, service, give } = byHand();
    let shownNow = mask;
    const shown: TrainingFrame[] = [];
    const loop = new FrameLoop(service, 1, {
      requests: () => shownNow,
      isReady: () => true,
      show: (frame) => shown.push(frame),
    });
    void loop.run();
    void loop.hurry();
    expect(requests).toHaveLength(1);
    shownNow = { pictures: [{ layer: 0, kinds: ['activation'] }] };
    void loop.hurry();
    expect(requests).toHaveLength(2);
    await give();
    await give();
    expect(shown).toHaveLength(2);
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
    const show = ({ views }: TrainingFrame): void => {
      pictures.push(views.pictures.length);
    };
    const loop = new FrameLoop(service, session, { ...ready, show });
    const run = loop.run();
    const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));
    await settled();
    const before = pictures.length;
    await settled();
    expect(pictures.length, 'nothing is new').toBe(before);
    await loop.renew();
    expect(pictures.slice(before)).toContain(1);
    await settled();
    const after = pictures.length;
    await settled();
    expect(pictures.length, 'and it is quiet again').toBe(after);
    loop.end();
    await service.endTraining({ session });
    await run;
  });

  test('tells that the worker died, and nothing once it was ended', async () => {
    const first = byHand();
    const failing = new FrameLoop(first.service, 1, { ...ready, show: () => undefined }).run();
    const told = expect(failing).rejects.toThrow('out of memory');
    await first.fail('out of memory');
    await told;

    const second = byHand();
    const show = vi.fn();
    const loop = new FrameLoop(second.service, 1, { ...ready, show });
    const run = loop.run();
    loop.end();
    await second.give();
    await run;
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
  const { session, status } = started.description;
  const steps: number[] = [];
  let state = status.state;
  const loop = new FrameLoop(service, session, {
    requests: () => mask,
    isReady: () => steps.length % 2 === 0,
    show: (frame) => {
      state = frame.status.state;
      steps.push(...frame.series.losses.steps);
      if (state === 'finished') loop.end();
    },
  });
  const run = loop.run();
  await service.commandTraining({ session, command: { kind: 'train' } });
  await run;
  expect(steps).toEqual(Array.from({ length: status.totalSteps }, (_, step) => step));
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

import { expect, it, vi } from 'vitest';
import { RecordedRun } from '../../../../src/editor/runs/recordedRun';
import type { TrainingFrame } from '../../../../src/protocol/trainingFrame';
import { segmentFile } from '../../../../src/recording/recordingFolder';
import { runFile, writeRun, type DescribedRun } from '../../../../src/recording/runDescription';
import { encodeSegment } from '../../../../src/recording/segment';
import { MemoryStore } from '../../recording/memoryStore';
import { described, rowsFrom } from '../../recording/runs';

vi.mock('vscode', () => import('../panels/host/fakeVscode'));

/** The run of a script that goes on, and a panel that looks at it. */
class Opened {
  readonly store = new MemoryStore();
  readonly frames: TrainingFrame[] = [];
  readonly run: RecordedRun;
  private turn: (() => void) | undefined;

  constructor(
    private readonly described: Partial<DescribedRun>,
    private readonly firstLoss: number,
  ) {
    const clock = {
      now: () => new Date('2026-11-30T04:10:07.000Z'),
      after: (_: number, act: () => void) => {
        this.turn = act;
        return () => {
          this.turn = undefined;
        };
      },
    };
    const nothing = (): void => undefined;
    this.run = new RecordedRun(this.store, clock, nothing, nothing);
    this.run.views.watch({
      isVisible: () => true,
      requests: () => ({ pictures: [] }),
      show: (frame) => {
        this.frames.push(frame);
        return Promise.resolve();
      },
      goLive: nothing,
    });
  }

  write(steps: number, state: DescribedRun['state'] = 'running'): void {
    const origin = { kind: 'script' as const, file: '/home/me/train.py', arguments: [] };
    this.store.files.set(runFile, writeRun(described({ ...this.described, origin, state, step: steps })));
    const { steps: at } = rowsFrom(0, steps);
    const losses = { steps: at, values: at.map((step) => this.firstLoss / (step + 1)) };
    this.store.files.set(segmentFile(1), encodeSegment({ losses }));
  }

  async begin(): Promise<void> {
    await this.store.makeFolder('segments');
    await this.store.makeFolder('snapshots');
    this.write(2);
    await this.run.begin();
  }

  /** A second goes by. */
  poll(): void {
    const { turn } = this;
    this.turn = undefined;
    turn?.();
  }

  /** All losses that the panel was given. */
  get losses(): readonly number[] {
    return this.frames.flatMap(({ series }) => Array.from(series.losses.values));
  }
}

it('two recordings that are open at once are each followed to its own end', async () => {
  // Between two classes a first loss of ln 2 is usual, and that of one of them is far from it.
  const settings = { classes: 2 };
  const one = new Opened({ name: 'one', settings }, 8);
  const other = new Opened({ name: 'other', settings }, 1);
  await Promise.all([one.begin(), other.begin()]);
  await vi.waitFor(() => {
    expect([one.losses, other.losses]).toEqual([
      [8, 4],
      [1, 0.5],
    ]);
  });
  expect(one.run.recording?.run?.name).toBe('one');
  await vi.waitFor(() => {
    expect(one.run.health?.findings.map(({ rule }) => rule)).toEqual(['bad-initial-loss']);
    expect(other.run.health?.findings).toEqual([]);
  });

  one.write(3);
  other.write(4, 'finished');
  one.poll();
  other.poll();
  await vi.waitFor(() => {
    expect([one.losses.at(-1), other.losses.at(-1)]).toEqual([8 / 3, 0.25]);
  });
  expect([one.run.state, other.run.state]).toEqual(['running', 'finished']);

  // One panel is closed; the other goes on, and what is written into the first is not looked at any more.
  other.run.dispose();
  one.write(4, 'finished');
  one.poll();
  other.write(9);
  other.poll();
  await vi.waitFor(() => {
    expect(one.losses.at(-1)).toBe(2);
  });
  expect(one.run.state).toBe('finished');
  expect(other.losses.at(-1)).toBe(0.25);
  one.run.dispose();
});

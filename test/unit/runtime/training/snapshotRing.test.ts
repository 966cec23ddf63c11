import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SnapshotRing } from '../../../../src/runtime/training/snapshotRing';

describe('SnapshotRing', () => {
  function filled(bytes: number, stateBytes: number, expected: number, steps: number): SnapshotRing<number> {
    const ring = new SnapshotRing<number>(bytes);
    ring.start(stateBytes, expected);
    for (let step = 0; step < steps; step++) if (ring.wants(step)) ring.put(step, step);
    ring.put(steps, steps);
    return ring;
  }

  it('always holds the first and the last, evenly spread, within its bytes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 3000 }),
        (room, expected, steps) => {
          const { steps: kept } = filled(room * 10, 10, expected, steps);
          expect(kept.length).toBeLessThanOrEqual(room);
          expect([kept[0], kept.at(-1)]).toEqual([0, steps]);
          const gaps = kept.slice(1, -1).map((step, place) => step - (kept[place] ?? 0));
          expect(new Set(gaps).size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('holds the first also where it is at a step between those that are kept', () => {
    const ring = new SnapshotRing<number>(100);
    ring.start(10, 300);
    for (let step = 5; step <= 100; step++) if (ring.wants(step)) ring.put(step, step);
    expect(ring.steps).toEqual([5, 38, 76]);
  });

  it('uses the room it has', () => {
    expect(filled(200, 10, 1000, 1000).steps.length).toBeGreaterThan(10);
    expect(filled(200, 10, 10, 1000).steps.length).toBeGreaterThan(8);
  });

  it('gives the latest before a step', () => {
    const ring = filled(100, 10, 100, 100);
    expect(ring.before(0)).toEqual({ step: 0, state: 0 });
    for (const step of [1, 37, 99, 100, 500]) {
      const nearest = Math.max(...ring.steps.filter((kept) => kept <= step));
      expect(ring.before(step)).toEqual({ step: nearest, state: nearest });
    }
  });

  it('keeps the first alone, or none, where there is no room for more', () => {
    expect(filled(10, 10, 100, 100).steps).toEqual([0]);
    expect(filled(9, 10, 100, 100).steps).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { DeadUnitHistory } from '../../../../src/runtime/training/deadUnits';

describe('the dead units of epochs', () => {
  it('are those that let nothing through, of the last epoch and of those before', () => {
    const history = new DeadUnitHistory();
    history.add(1, new Map([[2, Uint8Array.of(1, 0, 1)]]));
    history.add(2, new Map([[2, Uint8Array.of(0, 0, 1)]]));
    expect(history.latest).toEqual(new Map([[2, Uint8Array.of(1, 1, 0)]]));
    expect(history.after(1)).toEqual(new Map([[2, Uint8Array.of(0, 1, 0)]]));
    expect(history.after(3)).toEqual(new Map());
    history.clear();
    expect(history.latest).toEqual(new Map());
    expect(history.after(1)).toEqual(new Map());
  });

  it('are kept of a bounded number of epochs, however few units there are and however short epochs are', () => {
    const history = new DeadUnitHistory();
    const seenActive = new Map([[0, new Uint8Array(4)]]);
    const epochs = 100_000;
    for (let epoch = 1; epoch <= epochs; epoch++) history.add(epoch, seenActive);
    const kept = Array.from({ length: epochs }, (_, index) => history.after(index + 1));
    const count = kept.filter(({ size }) => size > 0).length;
    expect(count).toBeGreaterThan(1000);
    expect(count).toBeLessThan(10_000);
  });
});

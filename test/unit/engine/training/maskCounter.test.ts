import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskCounter } from '../../../../src/engine/training/layerGauges';

describe('maskCounter', () => {
  it('counts the ones of a mask anywhere in memory', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 50 }), fc.nat(9), (bits, offset) => {
        const mask = new Uint8Array(new ArrayBuffer(bits.length + 20), offset, bits.length);
        const count = maskCounter(mask);
        expect(count()).toBe(0);
        mask.set(bits.map(Number));
        expect(count()).toBe(bits.filter(Boolean).length);
      }),
    );
  });
});

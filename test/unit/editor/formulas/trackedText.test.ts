import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { movedRange, TrackedText } from '../../../../src/editor/formulas/trackedText';
import type { TextChange } from '../../../../src/editor/formulas/trackedText';

const text = 'one = 1\ntwo = 2\nthree = 3\n';
const two = { start: 8, end: 15 };

function apply(before: string, { rangeOffset, rangeLength, text: inserted }: TextChange): string {
  return before.slice(0, rangeOffset) + inserted + before.slice(rangeOffset + rangeLength);
}

describe('a stretch of text follows an edit', () => {
  test.each<[string, TextChange, string | undefined]>([
    ['a line above', { rangeOffset: 0, rangeLength: 0, text: 'zero = 0\n' }, 'two = 2'],
    ['a line below', { rangeOffset: 16, rangeLength: 0, text: 'x = 0\n' }, 'two = 2'],
    ['a digit typed in it', { rangeOffset: 14, rangeLength: 0, text: '4' }, 'two = 42'],
    ['its last character replaced', { rangeOffset: 14, rangeLength: 1, text: '1000' }, 'two = 1000'],
    ['typing directly before it', { rangeOffset: 8, rangeLength: 0, text: 'x' }, 'two = 2'],
    ['typing directly behind it', { rangeOffset: 15, rangeLength: 0, text: ' # note' }, 'two = 2'],
    ['its beginning cut off', { rangeOffset: 4, rangeLength: 6, text: '' }, 'o = 2'],
    ['its end cut off', { rangeOffset: 12, rangeLength: 8, text: '' }, 'two '],
    ['all of it replaced', { rangeOffset: 8, rangeLength: 7, text: 'two = 3' }, undefined],
    ['everything deleted', { rangeOffset: 0, rangeLength: text.length, text: '' }, undefined],
  ])('%s', (_name, change, expected) => {
    const range = movedRange(two, [change]);
    expect(range && apply(text, change).slice(range.start, range.end)).toBe(expected);
  });

  test('several changes come last place first', () => {
    const changes = [
      { rangeOffset: 14, rangeLength: 1, text: '22' },
      { rangeOffset: 0, rangeLength: 3, text: '' },
    ];
    const range = movedRange(two, changes);
    expect(range && changes.reduce(apply, text).slice(range.start, range.end)).toBe('two = 22');
  });

  test('whatever is edited elsewhere, the text of the stretch stays the same', () => {
    const outside = fc.oneof(
      fc.record({ rangeOffset: fc.nat(two.start), text: fc.string(), outsideEnd: fc.constant(two.start) }),
      fc.record({
        rangeOffset: fc.integer({ min: two.end, max: text.length }),
        text: fc.string(),
        outsideEnd: fc.constant(text.length),
      }),
    );
    fc.assert(
      fc.property(outside, fc.nat(100), ({ rangeOffset, outsideEnd, text: inserted }, length) => {
        const change = {
          rangeOffset,
          rangeLength: Math.min(length, outsideEnd - rangeOffset),
          text: inserted,
        };
        const range = movedRange(two, [change]);
        expect(range && apply(text, change).slice(range.start, range.end)).toBe('two = 2');
      }),
    );
  });
});

describe('tracked text', () => {
  test('is changed by an edit, and unchanged again when that is undone', () => {
    const tracked = new TrackedText(text, [two]);
    expect(tracked.changed).toBe(false);
    const removal = { rangeOffset: 0, rangeLength: 16, text: '' };
    tracked.follow([removal], apply(text, removal));
    expect(tracked.changed).toBe(true);
    expect(tracked.range(0)).toBeUndefined();
    tracked.follow([{ rangeOffset: 0, rangeLength: 0, text: text.slice(0, 16) }], text);
    expect(tracked.changed).toBe(false);
    expect(tracked.range(0)).toEqual(two);
  });

  test('knows when a text did not come from the edits it followed', () => {
    const tracked = new TrackedText(text, [two]);
    expect(tracked.isAt(text)).toBe(true);
    expect(tracked.isAt(`${text} `)).toBe(false);
  });
});

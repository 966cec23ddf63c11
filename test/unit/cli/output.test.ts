import { describe, expect, it, vi } from 'vitest';
import { cutToWidth, formatTable, gathered, padded, writeError } from '../../../src/cli/output';
import { displayWidth } from '../../../src/language/displayWidth';

describe('columns of wide characters', () => {
  it('begin at the same place in every row', () => {
    const [heading = '', rule = '', row = ''] = formatTable([
      ['レイヤ', 'loss'],
      ['affine1', '損失'],
    ]).split('\n');
    expect(heading).toBe('レイヤ   loss');
    expect(row).toBe('affine1  損失');
    expect(displayWidth(rule)).toBe(displayWidth(row));
  });

  it('are filled up on either side', () => {
    expect(padded('損失', 6, 'start')).toBe('  損失');
    expect(padded('損失', 6, 'end')).toBe('損失  ');
    expect(padded('テスト損失', 6, 'start')).toBe('テスト損失');
  });

  it('are cut before a character that does not fit', () => {
    expect(cutToWidth('損失: 0.5', 3)).toBe('損');
    expect(cutToWidth('損失: 0.5', 4)).toBe('損失');
    expect(cutToWidth('loss', 10)).toBe('loss');
  });
});

it('gathers pieces into writes of bounded length, and loses none', () => {
  const pieces = Array.from({ length: 1000 }, (_, i) => String(i));
  const writes = [...gathered(pieces, 64)];
  expect(writes.join('')).toBe(pieces.join(''));
  for (const text of writes.slice(0, -1)) expect(text.length).toBeGreaterThanOrEqual(64);
  for (const text of writes) expect(text.length).toBeLessThan(64 + 3);
});

it('writes what would steer a terminal or turn the direction of its line as JSON does', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    writeError('\u202eexe\u2066.a\u001b[2J\u2028 損失\r\n\tb');
    expect(write.mock.calls).toEqual([['\\u202eexe\\u2066.a\\u001b[2J\\u2028 損失\r\n\tb\n']]);
  } finally {
    write.mockRestore();
  }
});

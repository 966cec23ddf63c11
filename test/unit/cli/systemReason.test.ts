import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemReason, systemRefusal } from '../../../src/cli/systemReason';

const catalogue: unknown = JSON.parse(readFileSync('l10n/bundle.l10n.ja.json', 'utf8'));

function refused(code: string, details: object = {}): Error {
  return Object.assign(new Error(`${code}: raw words, open '/a'`), { code, ...details });
}

describe('what the operating system refuses', () => {
  const codes = [
    'EACCES',
    'EPERM',
    'ENOENT',
    'ENOTDIR',
    'EISDIR',
    'EEXIST',
    'ELOOP',
    'ENAMETOOLONG',
    'EFBIG',
  ];
  const others = [
    'ENOSPC',
    'EDQUOT',
    'EROFS',
    'EMFILE',
    'ENFILE',
    'EBUSY',
    'ETXTBSY',
    'EIO',
    'ENXIO',
    'EPIPE',
  ];

  it.each([...codes, ...others, 'ERR_INVALID_ARG_VALUE'])('is told in words: %s', (code) => {
    const reason = systemReason(refused(code));
    expect(reason).toMatch(/^[a-z][^:]*\.$/);
    expect(catalogue).toHaveProperty([reason]);
    expect(systemRefusal(refused(code, { path: '/a' }))).toBe(`/a cannot be used: ${reason}`);
  });

  it('keeps its own words where there are none here', () => {
    expect(systemReason(refused('ETIMEDOUT'))).toBe('ETIMEDOUT: raw words');
    expect(systemRefusal(refused('ETIMEDOUT', { path: '/a' }))).toBeUndefined();
  });

  it('is a mistake of the program where no file is named', () => {
    expect(systemRefusal(new TypeError('x is undefined'))).toBeUndefined();
    expect(systemRefusal(refused('EACCES'))).toBeUndefined();
  });
});

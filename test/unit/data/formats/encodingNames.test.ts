import { describe, expect, it } from 'vitest';
import { encodingHere } from '../../../../src/data/formats/encodingNames';
import { describeData } from '../../../../src/data/load';
import { fileOf, load, reportOf, sourceOf } from '../samples';

describe('encodings as Python writes them', () => {
  it.each([
    ['cp932', 'shift_jis'],
    ['ms_kanji', 'shift_jis'],
    ['utf-8-sig', 'utf-8'],
    ['utf_8', 'utf-8'],
    ['UTF 8', 'utf-8'],
    ['utf_16', 'utf-16le'],
    ['euc_jp', 'euc-jp'],
    ['iso2022_jp', 'iso-2022-jp'],
    ['cp936', 'gbk'],
    ['euc_kr', 'euc-kr'],
    ['cp950', 'big5'],
    ['latin-1', 'windows-1252'],
    ['iso8859_15', 'iso-8859-15'],
    ['ISO 8859-2', 'iso-8859-2'],
    ['cp_1251', 'windows-1251'],
    ['mac_roman', 'macintosh'],
    ['koi8_r', 'koi8-r'],
  ])('are named as they are here: %s', (given, here) => {
    expect(encodingHere(given)).toBe(here);
    // Every name that is offered is known.
    expect(() => new TextDecoder(here)).not.toThrow();
  });

  it('are refused with the name to write, and what nobody has without one', () => {
    const file = fileOf('f.csv', 'a,t\n1,0\n2,1\n');
    const described = (encoding: string): ReturnType<typeof reportOf> =>
      reportOf(describeData(sourceOf('csv'), { file: 'f.csv', encoding }, { file }));
    expect(described('cp932')).toEqual({
      text: 'The encoding cp932 is written shift_jis here.',
      argument: 'encoding',
      fix: { argument: 'encoding', text: '"shift_jis"' },
    });
    expect(described('klingon').text).toMatch(/^The encoding klingon is not known here/);
    for (const encoding of ['latin1', 'utf8', 'gbk', 'cp1252', 'sjis'])
      expect(load('csv', { file: 'f.csv', encoding }, { file }).count).toBe(2);
  });
});

/** Names of Python, pandas and Windows, of letters and digits alone, and those of the Encoding Standard. */
const names: ReadonlyMap<string, string> = new Map([
  ['utf8sig', 'utf-8'],
  ['u8', 'utf-8'],
  ['cp65001', 'utf-8'],
  ['utf16', 'utf-16le'],
  ['u16', 'utf-16le'],
  ['cp932', 'shift_jis'],
  ['932', 'shift_jis'],
  ['mskanji', 'shift_jis'],
  ['shiftjis2004', 'shift_jis'],
  ['shiftjisx0213', 'shift_jis'],
  ['sjis2004', 'shift_jis'],
  ['eucjis2004', 'euc-jp'],
  ['eucjisx0213', 'euc-jp'],
  ['ujis', 'euc-jp'],
  ['cp936', 'gbk'],
  ['936', 'gbk'],
  ['euccn', 'gbk'],
  ['cp949', 'euc-kr'],
  ['949', 'euc-kr'],
  ['uhc', 'euc-kr'],
  ['cp950', 'big5'],
  ['950', 'big5'],
  ['latin9', 'iso-8859-15'],
  ['ansi', 'windows-1252'],
  ['mbcs', 'windows-1252'],
  ['macroman', 'macintosh'],
]);

/** The encodings whose names are told by their letters and digits. */
const standard =
  'utf-8 utf-16le utf-16be shift_jis euc-jp iso-2022-jp gbk gb18030 big5 euc-kr ibm866 koi8-r koi8-u macintosh'.split(
    ' ',
  );

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What an encoding is called here that has another name in Python; `undefined` of one nobody has. */
export function encodingHere(given: string): string | undefined {
  const name = plain(given);
  const found = names.get(name) ?? standard.find((one) => plain(one) === name);
  if (found !== undefined) return found;
  const [, latin] = /^(?:iso|l|latin)(?:8859)?([1-9]|1[013456])$/.exec(name) ?? [];
  if (latin !== undefined) return latin === '1' ? 'windows-1252' : latinHere(name, latin);
  const [, page] = /^(?:cp|windows|win|ms)(125[0-8])$/.exec(name) ?? [];
  return page === undefined ? undefined : `windows-${page}`;
}

/** Latin alphabets are numbered apart from the parts of ISO 8859 beyond the fourth. */
function latinHere(name: string, number: string): string | undefined {
  const isPart = name.startsWith('iso') || Number(number) <= 4;
  return isPart ? `iso-8859-${number}` : undefined;
}

import { message } from '../../engine/message';
import type { Diagnostic } from '../diagnostic';
import type { Range } from '../range';

/** Full-width forms as Japanese keyboards write them, and what they mean here. */
const halfWidthForms: ReadonlyMap<number, number> = new Map(
  Array.from('（）［］｛｝＝，；：＜＞！＋－＊／＃＠？．＿０１２３４５６７８９', (character) => [
    character.charCodeAt(0),
    // The full-width block repeats ASCII at a fixed distance.
    character.charCodeAt(0) - 0xfee0,
  ]),
);
const ideographicSpace = 0x3000;
const minusSign = 0x2212;

/** The ASCII code a character stands for, or the character's own code. */
export function toHalfWidth(code: number): number {
  if (code < 0x2212) return code;
  if (code === ideographicSpace) return 0x20;
  if (code === minusSign) return 0x2d;
  return halfWidthForms.get(code) ?? code;
}

const beyondAscii = /[\u0080-\uffff]/;

/** `text` with every full-width form replaced. Its length does not change. */
export function halfWidth(text: string): string {
  if (!beyondAscii.test(text)) return text;
  let result = '';
  for (let index = 0; index < text.length; index++) {
    result += String.fromCharCode(toHalfWidth(text.charCodeAt(index)));
  }
  return result;
}

/** A hint for each run of full-width characters, with its repair. */
export function fullWidthHints(text: string, runs: readonly Range[]): Diagnostic[] {
  return runs.map((range) => {
    const written = text.slice(range.start, range.end);
    const edit = { range, newText: halfWidth(written) };
    const blank = written.trim() === '';
    return {
      code: 'full-width',
      severity: 'hint',
      message: blank
        ? message('This is a full-width space; it is read as an ordinary one.')
        : message('{0} is read as {1}.', written, edit.newText),
      range,
      fixes: [{ title: message('Use half-width'), edits: [edit] }],
    };
  });
}

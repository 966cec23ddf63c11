/** How Japanese sentences are set, and the words of l10n/glossary.ja.md, as far as their letters tell. */

/** @type {readonly (readonly [RegExp, string])[]} what is not written, and what to do instead */
const RULES = [
  [/[（）：；！Ａ-Ｚａ-ｚ０-９]/, 'write brackets, colons, letters and digits in half width'],
  [/(?<!--\w+)[A-Za-z%] [ぁ-んァ-ヶ一-龠]|[ぁ-んァ-ヶ一-龠。、」] [A-Za-z]/, 'no space beside Latin letters'],
  [/[ぁ-ん]\?$/, 'a question ends with ？'],
  [/[ぁ-んァ-ヶ一-龠}]~/, 'a range is written with ～'],
  [/である。|だった。|(?<!ま)だ。/, 'sentences end in です・ます'],
  [/目標値|ターゲット|正解ラベル/, 'targets are 教師データ'],
  [/オプティマイザ/, 'an optimizer is 最適化手法'],
  [/シグモイド/, 'layers keep their names: Sigmoid'],
  [
    /レイヤー|パラメーター|フォルダ(?!ー)|エディタ(?!ー)|コンピュータ(?!ー)|フィルタ(?!ー)/,
    'as in the glossary',
  ],
  [/\{\d\}つ/, 'つ counts to nine only: 個, 件, か所'],
  [/質問/, 'a question of a sheet is 問題'],
  [/わかり|わから|括弧|題名|エンコーディング|下さい|(?<![異通正平非])常に/, 'one spelling for one word'],
];

/**
 * What is set or named otherwise than everywhere else in a Japanese text.
 * @param {string} text
 * @returns {readonly string[]}
 */
export function slipsInJapanese(text) {
  return RULES.flatMap(([slip, instead]) => (slip.test(text) ? [instead] : []));
}

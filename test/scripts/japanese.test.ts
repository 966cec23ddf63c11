import { expect, it } from 'vitest';
import { slipsInJapanese } from '../../scripts/checks/japanese.mjs';

it.each([
  'このx（1）を変えます。',
  '更新の 1 % です。',
  'ReLU が止めます。',
  '勾配は Softmaxから来ます。',
  'どこに作成しますか?',
  '範囲は{0}~{1}です。',
  'これは勾配である。',
  '目標値は1です。',
  'オプティマイザの学習率です。',
  'シグモイド関数です。',
  'レイヤーの重みです。',
  '間違いが{0}つあります。',
  '質問に答えてください。',
  'わかりません。',
])('sees what is set or named otherwise: %s', (text) => {
  expect(slipsInJapanese(text)).not.toEqual([]);
});

it.each([
  '損失が異常に大きく、NaNになります。',
  '平均 {0} · 最小 {1}',
  '{0} 記録された内容を表示します。',
  '--capture 番号 を付けて記録してください。',
  '?の代わりに数値を書いてください。',
  'フォルダーのフィルターを、エディターで開きますか？',
])('leaves alone what is as it should be: %s', (text) => {
  expect(slipsInJapanese(text)).toEqual([]);
});

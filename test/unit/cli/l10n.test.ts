import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { text as readText } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { l10n, localise, speak } from '../../../src/cli/l10n';
import { message } from '../../../src/engine/message';
import { displayWidth } from '../../../src/language/displayWidth';
import { bundle, definition } from './backprop';

/** Some sentences of every kind; the rest stays English. */
const catalogue = {
  '--lang takes {0}, not {1}.': '--langに指定できるのは{0}です。{1}は使えません。',
  '{0} was not found.': '{0}が見つかりません。',
  '{0} has no network {1}, but: {2}': '{0}にネットワーク{1}はありません。あるのは: {2}',
  'line {0}': '{0}行目',
  '{0} is not understood: {1}': '{0}は解釈できません: {1}',
  'there is no such layer': 'そのような層はありません',
  error: 'エラー',
  'Expected {0}, got {1}.': '期待値は{0}ですが、{1}になりました。',
  '{0} has {1} entries, but {2} needs {3}.': '{0}の要素は{1}個ですが、{2}には{3}個必要です。',
  name: '名前',
  shape: '形状',
  value: '値',
  gradient: '勾配',
  epoch: 'エポック',
  'test acc.': 'テスト精度',
  number: 'スカラー',
  'train loss': '訓練データの損失',
  '{0}: {1} variants, one at a time.': '{0}: バリアント{1}個を1個ずつ学習させます。',
  '{0} FAILED': '{0} 失敗',
  '{0} gave {1} at step {2}: the first in the forward pass.': 'ステップ{2}で{0}が{1}になりました。',
  'trains every variant of a compare, as many at a time as cores are idle, and prints their last figures; of several seeds lowest, median, highest. With --record each is a recording in that folder, and what was finished there before is not trained again':
    'compareのすべてのバリアントを、空いているコアの数だけ同時に学習させ、最後の値を表示します。シードが複数あるときは、最小、中央、最大の値です。--recordを付けると、それぞれの記録をそのフォルダーに残し、前に終わったものは学習し直しません。',
};

/** The program as it is shipped, with this catalogue beside it. */
function program(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'backprop 日本語 '));
  const built = path.dirname(bundle);
  for (const file of ['cli.js', 'kernels-common.wasm', 'kernels-simd.wasm', 'kernels-relaxed.wasm'])
    cpSync(path.join(built, file), path.join(root, 'dist', file));
  cpSync(path.join(built, '..', 'package.json'), path.join(root, 'package.json'));
  mkdirSync(path.join(root, 'l10n'));
  writeFileSync(path.join(root, 'l10n', 'bundle.l10n.ja.json'), JSON.stringify(catalogue));
  return path.join(root, 'dist', 'cli.js');
}

interface Outcome {
  readonly output: string;
  readonly errors: string;
}

const shipped = program();

/** What the program says on a machine that speaks Japanese. */
async function inJapan(...words: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [shipped, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'ja_JP.UTF-8' },
  });
  const [output, errors] = await Promise.all([readText(child.stdout), readText(child.stderr)]);
  return { output, errors };
}

const reshaped = definition('y = reshape(3, [2, 2])\n');
const formulas = definition('x = 3\ny = x * [1, 2]\nexpect x = 4\n');
const network = definition(`network Small {
  data = spiral(points=20, test=0.25)
  layers { Affine(8); ReLU; Affine(3); SoftmaxWithLoss }
  train { optimizer = SGD(lr=0.1); batch = 10; epochs = 1 }
}
compare Rates of Small { optimizer.lr = [0.1, 1e30] }
`);

describe('the command line in Japanese', () => {
  it('says sentences of its own and of the layers below in the language of the system', async () => {
    const { output } = await inJapan('check', formulas);
    expect(output).toBe(`${formulas}:3:8: エラー: 期待値は4ですが、3になりました。 [unmet-expectation]\n`);
    const nested = await inJapan('check', reshaped);
    expect(nested.output).toContain('スカラーの要素は1個ですが、2×2には4個必要です。');
    const { errors } = await inJapan('train', network, '--network', 'Nobody');
    expect(errors).toBe(`backprop: ${network}にネットワークNobodyはありません。あるのは: Small\n`);
  });

  it('keeps codes, keys and severities in JSON', async () => {
    const { output } = await inJapan('check', formulas, '--json');
    expect(JSON.parse(output)).toMatchObject([
      { code: 'unmet-expectation', severity: 'error', message: '期待値は4ですが、3になりました。' },
    ]);
  });

  it('converts with comments in the language it is told to speak', async () => {
    const script = path.join(mkdtempSync(path.join(tmpdir(), 'backprop-script-')), 'model.py');
    writeFileSync(script, 'import torch.nn as nn\nmodel = nn.Sequential(nn.Linear(2, 3), nn.Hardtanh())\n');
    const { output } = await inJapan('convert', script, '--lang', 'ja');
    expect(output).toContain('# 2行目: nn.Hardtanh()は解釈できません: そのような層はありません\n');
  });

  it('says in English what has no translation, and everything where it is told to', async () => {
    expect((await inJapan('run')).errors).toBe('backprop: Name a .backprop file.\n');
    const { errors } = await inJapan('check', 'missing.backprop', '--lang', 'en');
    expect(errors).toBe('backprop: missing.backprop was not found.\n');
  });

  it('refuses another language in that of the system', async () => {
    const { errors } = await inJapan('--lang', 'fr', 'check', formulas);
    expect(errors).toBe('backprop: --langに指定できるのはenまたはjaです。frは使えません。\n');
  });

  it('aligns columns under wide headings', async () => {
    const { output } = await inJapan('run', formulas);
    expect(output.split('\n').slice(0, 4)).toEqual([
      '名前  形状      値      勾配',
      '────────────────────────────',
      'x     スカラー  3       –',
      'y     2         [3, 6]  –',
    ]);
    const { output: epochs } = await inJapan('train', network);
    const widths = epochs.trimEnd().split('\n').slice(0, 4).map(displayWidth);
    expect(new Set(widths)).toEqual(new Set([widths[0]]));
    expect(epochs).toMatch(/^エポック {5}step {2}訓練データの損失 {2}test loss /);
  });

  it('hands its language to the processes of a comparison', async () => {
    const { errors } = await inJapan('compare', network, '--jobs', '1');
    expect(errors).toContain('Rates: バリアント2個を1個ずつ学習させます。\n');
    expect(errors).toMatch(/optimizer\.lr = 1e30 失敗: ステップ1でaffine\dが.+になりました/);
  });

  it('breaks the lines of its help between wide characters, and not before a full stop', async () => {
    const { output } = await inJapan('compare', '--help');
    const lines = output.trimEnd().split('\n');
    expect(lines[0]).toBe('backprop compare FILE [NAME] [--json] [--record FOLDER] [--jobs N]');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(110);
    expect(lines.filter((line) => /^ *[、。]/.test(line))).toEqual([]);
    const description = lines.slice(1).map((line) => line.trim());
    expect(description.join('').replaceAll(' ', '')).toContain(
      '最小、中央、最大の値です。--recordを付けると',
    );
  });

  it('speaks English where no catalogue lies beside it', async () => {
    await speak('ja');
    try {
      expect(l10n.t('{0} was not found.', 'a.backprop')).toBe('a.backprop was not found.');
      expect(localise(message('Expected {0}, got {1}.', 1, 2))).toBe('Expected 1, got 2.');
    } finally {
      await speak('en');
    }
  });
});

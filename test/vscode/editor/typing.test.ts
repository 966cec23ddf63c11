import * as vscode from 'vscode';
import spiralKeys from '../../fixtures/spiralKeys.json';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, showUntitled } from './definitions';
import { eventually } from './lines';

/**
 * Keys by which a person writes `examples/spiral.backprop` without its comments; a picture of each step is
 * the scene `typing` of `npm run screenshots`. `a → Affine`: letters until the completion of that name is
 * the one that Enter takes, then Enter; with `↓` before the arrow it is the next one, and that key goes
 * before. `⇥` and `⏎` are keys; all else is typed.
 */
const spiral = spiralKeys.flat();

suite('Typing with completion', () => {
  teardown(closeAll);

  test('the spiral example takes less than a third of the keys that it has characters', async function () {
    needsScreen(this);
    this.timeout(180_000);
    const editor = await showUntitled('');
    const keyboard = new Keyboard(editor);
    for (const step of spiral) await keyboard.follow(step);
    const code = await codeOf('spiral');
    await eventually(
      () => editor.document.getText(),
      (text) => text === code,
    );
    assert.ok(keyboard.count * 3 < code.length, `${keyboard.count} keys for ${code.length} characters`);
  });
});

/** An example without its comments, which nobody can complete. */
async function codeOf(example: string): Promise<string> {
  const extension = vscode.extensions.getExtension('backprop-lens.backprop-lens');
  if (extension === undefined) throw new Error('The extension is not there.');
  const file = vscode.Uri.joinPath(extension.extensionUri, 'examples', `${example}.backprop`);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  return text.replaceAll(/^#.*\n| *#.*/gm, '');
}

const choice = /^(?:([^↓]*) )?(?:(↓) )?→ (.*)$/;
const keys: Readonly<Record<string, string>> = { '⇥': 'Tab', '⏎': 'Enter' };

/** A person who presses one key after the other, looks at what is offered, and counts. */
class Keyboard {
  count = 0;

  constructor(private readonly editor: vscode.TextEditor) {}

  async follow(step: string): Promise<void> {
    const [, letters, down, label] = choice.exec(step) ?? [];
    const key = keys[step];
    if (label !== undefined) await this.choose(letters ?? '', label, down !== undefined);
    else if (key !== undefined) await this.press(key);
    else await this.type(step);
  }

  private async press(key: string): Promise<void> {
    this.count++;
    await screen.press(key);
  }

  private async type(text: string): Promise<void> {
    for (const letter of text) {
      this.count++;
      await screen.type(letter);
    }
  }

  private async choose(letters: string, label: string, isNext: boolean): Promise<void> {
    await this.type(letters);
    const row = '.suggest-widget.visible .monaco-list-row';
    if (isNext) {
      await eventually(
        async () => (await screen.texts(`${row}[data-index="1"] .label-name`)).join(),
        (shown) => shown === label,
      );
      await this.press('ArrowDown');
    }
    const focused = `${row}.focused .label-name`;
    await eventually(
      async () => (await screen.texts(focused)).join(),
      (shown) => shown === label,
    );
    const { version } = this.editor.document;
    await this.press('Enter');
    // The next key would meet the list that is being closed.
    await eventually(
      () => this.editor.document.version,
      (now) => now > version,
    );
  }
}

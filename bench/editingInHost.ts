/**
 * Runs inside a real extension host (bench/editing-host.mjs opens it): how long an answer takes there by its
 * own clock, the way to the window and back included, at places all over 1,000 lines.
 */
import * as vscode from 'vscode';
import { pauseInTyping } from '../src/editor/timing';
import { editedTexts } from './support/editedTexts';

const configuration = vscode.workspace.getConfiguration('backpropBench');
const places = Number(configuration.get('places') ?? '100');

export async function run(): Promise<void> {
  for (const [name, text] of Object.entries(editedTexts)) await measure(name, text);
}

async function measure(name: string, content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'backprop', content });
  const editor = await vscode.window.showTextDocument(document);
  const times = {
    'diagnostics after a keystroke, without the pause in typing': [] as number[],
    'a keystroke, then completion': [] as number[],
    'completion, the text checked': [] as number[],
    'signature help': [] as number[],
    hover: [] as number[],
  };
  for (let round = -5; round < places; round++) {
    const offset = Math.floor((content.length * ((round + 5) * 0.618034)) % content.length);
    const at = document.positionAt(offset);
    const behind = at.translate(0, 1);
    const type = (place: vscode.Position, letter: string): Promise<unknown> =>
      Promise.resolve(
        editor.edit((edit) => {
          edit.insert(place, letter);
        }),
      );
    const takeBack = (place: vscode.Position): Promise<unknown> =>
      Promise.resolve(
        editor.edit((edit) => {
          edit.delete(new vscode.Range(place, place.translate(0, 1)));
        }),
      );
    // No line may begin like this, whatever stands in it.
    const begin = at.with({ character: 0 });
    const ask = (command: string, place: vscode.Position): Promise<number> =>
      timed(() => Promise.resolve(vscode.commands.executeCommand(command, document.uri, place)));
    const taken = {
      'diagnostics after a keystroke, without the pause in typing':
        (await diagnosticsOf(document, () => type(begin, '$'))) - pauseInTyping,
      ...(await afterKeystroke(
        () => takeBack(begin),
        () => type(at, 'e'),
        () => ask('vscode.executeCompletionItemProvider', behind),
      )),
      'completion, the text checked': await ask('vscode.executeCompletionItemProvider', behind),
      'signature help': await ask('vscode.executeSignatureHelpProvider', behind),
      hover: await ask('vscode.executeHoverProvider', at),
    };
    await takeBack(at);
    if (round < 0) continue;
    for (const what of Object.keys(times) as (keyof typeof times)[]) times[what].push(taken[what]);
  }
  const lines = document.lineCount - 1;
  for (const [what, all] of Object.entries(times)) report(`${lines} lines of ${name}, ${what}`, all);
}

/** The text changes right before the question, which finds it unchecked. */
async function afterKeystroke(
  takeBack: () => Promise<unknown>,
  type: () => Promise<unknown>,
  ask: () => Promise<number>,
): Promise<{ readonly 'a keystroke, then completion': number }> {
  await takeBack();
  await type();
  return { 'a keystroke, then completion': await ask() };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** From the change of the text, as the extension host learns of it, to the problems of the changed text. */
async function diagnosticsOf(document: vscode.TextDocument, change: () => Promise<unknown>): Promise<number> {
  let start = performance.now();
  const changed = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document === document) start = performance.now();
  });
  // VS Code tells of new diagnostics 50 ms after they are there: they are looked for in every turn instead.
  const before = vscode.languages.getDiagnostics(document.uri);
  await change();
  for (;;) {
    const now = vscode.languages.getDiagnostics(document.uri);
    if (now.length > 0 && now.every((diagnostic) => !before.includes(diagnostic))) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const time = performance.now() - start;
  changed.dispose();
  return time;
}

function report(what: string, all: readonly number[]): void {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1);
  console.log(`BACKPROP_TEST ${what}: ${at(0.5)} and ${at(0.95)} ms (median, 95 %)`);
}

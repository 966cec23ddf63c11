import { dequal } from 'dequal';
import * as vscode from 'vscode';
import { isDriven, screen } from '../harness/screen';

/** How long something that follows from an action may take to show on a machine that others keep busy. */
const limit = 30_000;

/**
 * Asks again until the answer is as expected; fails with the last answer, which was asked for when the time
 * was over: one that takes long may be of long before.
 */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  isExpected: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    const asked = Date.now();
    const answer = await ask();
    if (isExpected(answer)) return answer;
    if (asked > deadline) {
      const stayed = `It stayed ${JSON.stringify(answer)}, in vain for ${String(isExpected)}.`;
      throw new Error(`${stayed} ${await onScreen()}`.trimEnd());
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Waits until the answer is as expected and has not changed for a
 * second: what is told thirty times a second is shown calmly.
 */
export async function atRest<T extends string | number>(
  ask: () => Promise<T | undefined>,
  isExpected: (answer: T | undefined) => boolean,
): Promise<T | undefined> {
  let last: T | undefined;
  await eventually(
    async () => {
      const before = last;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      last = await ask();
      return last === before && isExpected(last);
    },
    (still) => still,
  );
  return last;
}

/** A picture of the window, and what VS Code has told the user meanwhile, which is often the reason. */
async function onScreen(): Promise<string> {
  if (!isDriven()) return '';
  const texts = await screen.texts('.notifications-toasts .notification-list-item-message');
  const said = texts.length === 0 ? '' : ` VS Code says: ${texts.join(' | ')}`;
  return `Picture: ${await screen.pictureOfFailure()}.${said}`;
}

/**
 * What stands behind the line with this text on the screen, as soon as it does, spaces as a person sees them.
 */
export async function behind(line: string): Promise<string> {
  const { selector } = valueBehind(line);
  await screen.waitFor({ selector });
  // The value is one element, the gradient another, each with a colour of its own; either may be missing.
  const contents = await screen.writtenByStyle(selector);
  return contents.join('   ').replaceAll('\u00a0', ' ');
}

/** Waits until `text` stands behind the line. */
export async function waitForBehind(line: string, text: string): Promise<void> {
  await eventually(
    () => behind(line),
    (shown) => shown === text,
  );
}

/** Puts the cursor there, and waits until the window has done so: keys go to the window, not to the API. */
export async function typeAt({ document }: vscode.TextEditor, place: vscode.Position): Promise<void> {
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(place, place) });
  const text = `Ln ${place.line + 1}, Col ${place.character + 1}`;
  await screen.waitFor({ selector: '[id="status.editor.selection"]', text });
}

/** Waits until the values behind a line are slanted so: italics mark those from before an edit. */
export async function waitForSlant(line: string, slant: 'italic' | 'normal'): Promise<void> {
  await eventually(
    async () => [
      await screen.style(valueBehind(line), 'font-style', '::before'),
      await screen.style(valueBehind(line), 'font-style', '::after'),
    ],
    (shown) => shown.includes('italic') === (slant === 'italic'),
  );
}

export function valueBehind(line: string): { readonly selector: string } {
  return { selector: `.view-line:has-text(${JSON.stringify(line)}) [class*="ced-"]` };
}

/**
 * What a pointer that rests on a tab or a row has opened lies over what stands below, for as long as it
 * rests there. It opens late, and by itself too, once rows have moved beneath the pointer.
 */
export async function pointAway(): Promise<void> {
  await screen.hover({ selector: '.part.statusbar' });
}

/** Clicks a lens as a person does: once it has stopped moving, for an editor that opens shifts it about. */
export async function clickLens(title: string, index = 0): Promise<void> {
  const lens = { selector: '.codelens-decoration a', text: title, index };
  let place = '';
  await pointAway();
  await eventually(
    async () => {
      const before = place;
      // A lens that is drawn anew while it is looked at has no place.
      place = await screen.box(lens).then(JSON.stringify, () => '');
      await new Promise((resolve) => setTimeout(resolve, 150));
      return place !== '' && place === before;
    },
    (still) => still,
  );
  await screen.click(lens);
}

/** The problems of a document, in the order of the text, each as `line: sentence`. */
export function problems({ document }: vscode.TextEditor): string[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity !== vscode.DiagnosticSeverity.Hint)
    .sort((a, b) => a.range.start.compareTo(b.range.start))
    .map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

/** Waits until these are the problems of a document. */
export async function waitForProblems(editor: vscode.TextEditor, expected: readonly string[]): Promise<void> {
  await eventually(
    () => problems(editor),
    (found) => dequal(found, expected),
  );
}

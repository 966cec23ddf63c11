import * as vscode from 'vscode';
import { readRunSettings } from './runSettings';

/**
 * Something on the screen: by CSS selector, by the text it
 * contains, the how-manieth of several. Webviews are searched too.
 */
export interface Target {
  readonly selector: string;
  readonly text?: string;
  readonly index?: number;
}

/** What is drawn on a canvas. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Row by row, red, green, blue and opacity of each pixel. */
  readonly bytes: Uint8Array;
}

export type Theme = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function textsIn(answer: unknown): readonly string[] {
  if (!Array.isArray(answer)) throw new Error('The driver answered with something else than texts.');
  return answer.map(String);
}

/**
 * The window as a person sees it: what an extension host cannot do, done
 * by the driver outside (test/driver/bridge.mjs). Every action waits
 * until its target is on the screen, and fails if it does not come.
 */
export const screen = {
  click: (target: Target): Promise<void> => ask('click', target).then(nothing),
  hover: (target: Target): Promise<void> => ask('hover', target).then(nothing),
  waitFor: (target: Target): Promise<void> => ask('waitFor', target).then(nothing),
  /** The texts of all visible elements, in document order; does not wait. */
  texts: async (selector: string): Promise<readonly string[]> => textsIn(await ask('texts', { selector })),
  /** An attribute of all visible elements that have it, in document order; does not wait. */
  attributes: async (selector: string, attribute: string): Promise<readonly string[]> =>
    textsIn(await ask('attributes', { selector, attribute })),
  /** What stylesheets write before and after all visible elements; does not wait. */
  writtenByStyle: async (selector: string): Promise<readonly string[]> =>
    textsIn(await ask('writtenByStyle', { selector })),
  /** A computed style, such as `opacity`. */
  style: async (target: Target, property: string, pseudoElement?: '::before' | '::after'): Promise<string> =>
    String(await ask('style', { ...target, property, pseudoElement })),
  box: async (target: Target): Promise<Box> => {
    const box = await ask('box', target);
    if (!isBox(box)) throw new Error('The driver answered with something else than a box.');
    return box;
  },
  pixels: async (target: Target): Promise<Drawing> => {
    const { width, height, pixels } = (await ask('pixels', target)) as Record<string, unknown>;
    const bytes = Uint8Array.from(atob(String(pixels)), (byte) => byte.charCodeAt(0));
    return { width: Number(width), height: Number(height), bytes };
  },
  /** Of the file that an `img` shows, in its own pixels; nothing by nothing while there is none. */
  pictureSize: async (target: Target): Promise<{ readonly width: number; readonly height: number }> => {
    const { width, height } = (await ask('pictureSize', target)) as Record<string, unknown>;
    return { width: Number(width), height: Number(height) };
  },
  /** Keys as Playwright names them: `Enter`, `Control+S`. */
  press: (keys: string): Promise<void> => ask('press', { keys }).then(nothing),
  type: (text: string): Promise<void> => ask('type', { text }).then(nothing),
  /** With Shift, as what is to go into a text is dragged. */
  dragInto: (from: Target, to: Target): Promise<void> => ask('dragInto', { from, to }).then(nothing),
  /** Where the keyboard is. */
  paste: (text: string): Promise<void> => ask('paste', { text }).then(nothing),
  /** Waits until VS Code has written down, for the next window, something that contains this JSON. */
  waitForStored: (text: string): Promise<void> => ask('waitForStored', { text }).then(nothing),
  /** Takes an item of VS Code's open quick pick. */
  pick: (item: string): Promise<void> => ask('pick', { item }).then(nothing),
  /** Clicks a button of an item of VS Code's open quick pick, by the name of its icon. */
  pickButton: (item: string, icon: string): Promise<void> => ask('pickButton', { item, icon }).then(nothing),
  /** Takes an action of an editor's open menu, such as the one of Quick Fix. */
  pickAction: (title: string): Promise<void> => ask('pickAction', { title }).then(nothing),
  /** Runs a command from the palette, by its title. Keys that open the palette are lost on a busy window. */
  command: async (title: string): Promise<void> => {
    await vscode.commands.executeCommand('workbench.action.quickOpen', `>${title}`);
    await ask('accept', { item: title });
  },
  setTheme: async (theme: Theme): Promise<void> => {
    const { setting, kind } = (await ask('theme', { theme })) as Record<string, unknown>;
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration('workbench').update('colorTheme', setting, Global);
    await screen.waitFor({ selector: `.monaco-workbench.${String(kind)}` });
  },
  /** Of a wait in vain, before what is done next hides why. @returns its file */
  pictureOfFailure: (): Promise<string> => ask('pictureOfFailure', {}).then(String),
  /** Saves screenshots/tests/<name>.png. */
  screenshot: (name: string): Promise<void> => ask('screenshot', { name }).then(nothing),
};

/** Whether somebody drives the window: nobody does on the desktop. */
export function isDriven(): boolean {
  return readRunSettings().bridge !== undefined;
}

/** Skips a test where nobody drives the window, saying so. To be called first in the test. */
export function needsScreen(test: Mocha.Context): void {
  if (isDriven()) return;
  console.log('BACKPROP_TEST (skipped: on the desktop nobody drives the window)');
  test.skip();
}

/** Reloads the window, which ends this extension host and starts the suite again. */
export function reloadWindow(): Promise<void> {
  return ask('reload', {}).then(nothing);
}

/** How often the window has been reloaded in this run. */
export async function reloadCount(): Promise<number> {
  return Number(await ask('reloads', {}));
}

async function ask(action: string, question: object): Promise<unknown> {
  const { bridge } = readRunSettings();
  if (bridge === undefined) throw new Error('Nobody drives the window: call needsScreen(this) first.');
  const response = await fetch(`${bridge}/${action}`, { method: 'POST', body: JSON.stringify(question) });
  const answer: unknown = await response.json();
  if (typeof answer !== 'object' || answer === null) throw new Error('The driver gave no answer.');
  if ('error' in answer) throw new Error(`${action} ${JSON.stringify(question)}: ${String(answer.error)}`);
  return 'value' in answer ? answer.value : undefined;
}

const nothing = (): void => undefined;

function isBox(value: unknown): value is Box {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['x', 'y', 'width', 'height'].every((side) => side in value)
  );
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Documents } from '../../../../src/editor/documents/documents';
import { SheetTries } from '../../../../src/editor/formulas/sheetTries';
import { checkText } from '../../checkText';

type Listener = (event: unknown) => void;

const { window, listeners } = vi.hoisted(() => {
  const heard: { selection: Listener[]; editor: Listener[] } = { selection: [], editor: [] };
  const activeTextEditor: unknown = undefined;
  const subscribe = (to: Listener[]) => (listener: Listener) => {
    to.push(listener);
    return { dispose: () => undefined };
  };
  return {
    listeners: heard,
    window: {
      activeTextEditor,
      onDidChangeTextEditorSelection: subscribe(heard.selection),
      onDidChangeActiveTextEditor: subscribe(heard.editor),
    },
  };
});

vi.mock('vscode', () => ({
  window,
  EventEmitter: class {
    readonly #listeners: Listener[] = [];
    event = (listener: Listener) => this.#listeners.push(listener);
    fire(event: unknown): void {
      for (const listener of this.#listeners) listener(event);
    }
    dispose(): void {
      this.#listeners.length = 0;
    }
  },
  Disposable: { from: () => ({ dispose: () => undefined }) },
  env: { language: 'en' },
}));

/** Sheets whose answer, in the line below, is typed. */
const sheets = {
  formulas: (answer: string) => `sheet "S"\nx = 3\ny = x * 7\nbackward y\nexpect grad(x) = ${answer}\n`,
  network: (answer: string) =>
    `sheet "S"\nnetwork N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n  expect loss = ${answer}\n}\n`,
};

const [answerLine, otherLine] = [4, 1];

class Typing {
  #text: string;
  readonly document = {
    uri: { toString: () => 'file:///a.backprop' },
    languageId: 'backprop',
    isClosed: false,
  } as unknown as vscode.TextDocument;
  readonly #editor = { document: this.document, selection: { active: { line: answerLine } } };
  readonly tries: SheetTries;
  tried = 0;

  constructor(private readonly textWith: (answer: string) => string) {
    this.#text = textWith('?');
    window.activeTextEditor = this.#editor;
    const documents = {
      check: () => ({ file: this.file }),
      onDidClose: () => ({ dispose: () => undefined }),
    } as unknown as Documents;
    this.tries = new SheetTries(documents);
    this.tries.onDidTry(() => this.tried++);
  }

  get file(): ReturnType<typeof checkText> {
    return checkText(this.#text);
  }

  type(answer: string): void {
    this.#text = this.textWith(answer);
  }

  moveTo(line: number): void {
    this.#editor.selection = { active: { line } };
    for (const listener of listeners.selection) listener({ textEditor: this.#editor });
  }

  /** Types an answer, leaves its line and comes back. */
  try(answer: string): void {
    this.type(answer);
    this.moveTo(otherLine);
    this.moveTo(answerLine);
  }

  get mayHint(): boolean {
    const { file } = this;
    const { formulas, networks } = file;
    const [expectation] = [...formulas.expectations, ...networks.flatMap((each) => each.expectations)];
    if (expectation === undefined) throw new Error('There is no question.');
    return this.tries.mayHint(this.document.uri, file, expectation);
  }
}

describe.each(Object.entries(sheets))('a try at a question of a sheet of %s', (_of, textWith) => {
  let typing: Typing;

  beforeEach(() => {
    typing = new Typing(textWith);
  });

  afterEach(() => {
    typing.tries.dispose();
    listeners.selection.length = 0;
    listeners.editor.length = 0;
  });

  it('is a changed answer when the cursor leaves its line; the second one may have a hint', () => {
    typing.try('3');
    expect([typing.tried, typing.mayHint]).toEqual([1, false]);
    typing.try('-7');
    expect([typing.tried, typing.mayHint]).toEqual([2, true]);
  });

  it('is not what is being typed', () => {
    typing.try('3');
    for (const answer of ['-', '-7', '-71', '-7']) typing.type(answer);
    expect([typing.tried, typing.mayHint]).toEqual([1, false]);
    typing.try('-7');
    typing.type('-77');
    expect(typing.mayHint).toBe(false);
  });

  it('is not the same answer again, nor a blank, nor a move along the line', () => {
    typing.try('3');
    typing.try('3');
    typing.moveTo(answerLine);
    typing.try('?');
    expect([typing.tried, typing.mayHint]).toEqual([1, false]);
  });

  it('ends too where another editor is looked at', () => {
    typing.try('3');
    typing.type('-7');
    for (const listener of listeners.editor) listener(undefined);
    expect([typing.tried, typing.mayHint]).toEqual([2, true]);
  });
});

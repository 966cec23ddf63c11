import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { Documents } from '../../../../src/editor/documents/documents';
import { Computation } from '../../../../src/editor/formulas/computation';
import { Sessions } from '../../../../src/editor/formulas/formulaSessions';
import type { Mistakes } from '../../../../src/editor/formulas/foundMistakes';
import { Grader } from '../../../../src/editor/formulas/grader';
import { LiveFormulas } from '../../../../src/editor/formulas/liveFormulas';
import { Runner } from '../../../../src/editor/formulas/runner';
import { FormulaValues } from '../../../../src/editor/languageFeatures/inlineValues/inlineValues';
import { ExpectationProblems } from '../../../../src/editor/languageFeatures/problems/expectationProblems';
import { LanguageProblems } from '../../../../src/editor/languageFeatures/problems/languageProblems';
import { hostRuntime } from '../../../../src/platform/hostRuntime';
import * as fake from '../panels/host/fakeVscode';

/** What VS Code has, and how often it was told something. */
const editor = vi.hoisted(() => ({
  document: undefined as unknown,
  editors: [] as unknown[],
  checks: 0,
  decorations: 0,
  problems: [] as string[],
  changed: undefined as unknown,
}));

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const nothing = new half.EventEmitter<unknown>().event;
  const changed = new half.EventEmitter<unknown>();
  editor.changed = changed;
  class Plain {
    readonly parts: readonly unknown[];
    constructor(...parts: readonly unknown[]) {
      this.parts = parts;
    }
  }
  return {
    ...half,
    ThemeColor: Plain,
    Range: Plain,
    Position: Plain,
    Diagnostic: Plain,
    CodeActionKind: { SourceFixAll: { append: () => undefined } },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    DecorationRangeBehavior: { ClosedOpen: 3 },
    languages: {
      createDiagnosticCollection: (name: string) => {
        const held = new Set<string>();
        const tell = (uri: unknown, isEmpty: boolean): void => {
          editor.problems.push(`${name} ${isEmpty ? 'none' : 'some'}`);
          if (isEmpty) held.delete(String(uri));
          else held.add(String(uri));
        };
        return {
          has: (uri: unknown) => held.has(String(uri)),
          set: (uri: unknown, problems: readonly unknown[]) => {
            tell(uri, problems.length === 0);
          },
          delete: (uri: unknown) => {
            tell(uri, true);
          },
          dispose: () => undefined,
        };
      },
    },
    window: {
      ...half.window,
      get visibleTextEditors() {
        return editor.editors;
      },
      onDidChangeVisibleTextEditors: nothing,
      createTextEditorDecorationType: () => ({ dispose: () => undefined }),
    },
    workspace: {
      ...half.workspace,
      get textDocuments() {
        return [editor.document];
      },
      onDidChangeTextDocument: changed.event,
      onDidOpenTextDocument: nothing,
      onDidCloseTextDocument: nothing,
      onDidDeleteFiles: nothing,
      onDidChangeConfiguration: nothing,
    },
  };
});

/** A document that is typed into. */
class Document {
  readonly uri = fake.Uri.parse('file:///one.backprop');
  readonly languageId = 'backprop';
  readonly isClosed = false;
  version = 1;

  constructor(private text: string) {}

  getText(): string {
    return this.text;
  }

  positionAt(offset: number): { readonly line: number } {
    return { line: this.text.slice(0, offset).split('\n').length - 1 };
  }

  lineAt(line: number): object {
    return { text: this.text.split('\n')[line] ?? '', range: { end: line } };
  }

  replace(old: string, by: string): void {
    const at = this.text.indexOf(old);
    this.text = this.text.replace(old, by);
    this.version++;
    (editor.changed as fake.EventEmitter<unknown>).fire({
      document: this,
      contentChanges: [{ rangeOffset: at, rangeLength: old.length, text: by }],
    });
  }
}

/** The parts of the editor that follow a text of formulas, all that a person sees of it at hand. */
async function opened(text: string): Promise<{
  readonly document: Document;
  readonly grader: Grader;
  readonly requests: string[];
}> {
  const document = new Document(text);
  const asVscodeHasIt = document as unknown as vscode.TextDocument;
  editor.document = document;
  editor.editors = [
    {
      document,
      setDecorations: (_type: unknown, options: readonly unknown[]) => {
        if (options.length > 0) editor.decorations++;
      },
    },
  ];
  const data = {
    onDidChange: () => ({ dispose: () => undefined }),
    environmentOf: () => {
      editor.checks++;
      return { dataSources: [], fileKind: () => 'file', describeData: () => undefined };
    },
  };
  const runtime = hostRuntime();
  const requests: string[] = [];
  const service = new Proxy(runtime.service, {
    get: (methods, name, receiver) => {
      if (typeof name === 'string') requests.push(name);
      return Reflect.get(methods, name, receiver) as unknown;
    },
  });
  const log = { error: () => undefined, debug: () => undefined };
  const computation = new Computation({ ...runtime, service }, log as never);
  const documents = new Documents(data as never);
  const sessions = new Sessions(documents);
  const networks = { onDidGrade: () => ({ dispose: () => undefined }), grade: () => [] };
  const grader = new Grader(documents, sessions, computation, networks as never);
  const runner = new Runner(documents, sessions, computation);
  const mistakes = { onDidFind: () => ({ dispose: () => undefined }), find: () => undefined };
  parts.push(
    documents,
    sessions,
    grader,
    new LiveFormulas(documents, sessions, runner),
    new LanguageProblems(documents),
    new ExpectationProblems(grader, mistakes as unknown as Mistakes, documents),
    new FormulaValues(sessions),
  );
  const session = sessions.open(asVscodeHasIt.uri);
  await runner.follow(asVscodeHasIt, session);
  expect(session.run).toBeDefined();
  await vi.advanceTimersByTimeAsync(1000);
  return { document, grader, requests };
}

const parts: { readonly dispose: () => unknown }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const part of parts.splice(0)) part.dispose();
  vi.useRealTimers();
});

function forget(requests: string[]): void {
  requests.length = 0;
  editor.checks = 0;
  editor.decorations = 0;
  editor.problems = [];
}

describe('a key in formulas that were run', () => {
  const text = 'a = 1\nb = a * 2.5\nc = b + a\nbackward c\n';

  test('has the text checked, computed, graded and drawn once', async () => {
    const { document, grader, requests } = await opened(text);
    forget(requests);
    let graded = 0;
    grader.onDidGrade(() => graded++);
    document.replace('a = 1', 'a = 15');
    await vi.advanceTimersByTimeAsync(1000);
    expect({ ...editor, requests, graded }).toMatchObject({
      checks: 1,
      requests: ['runFormulas'],
      graded: 1,
      decorations: 1,
    });
  });

  test('tells VS Code of no problems where there were none', async () => {
    const { document, requests } = await opened(text);
    forget(requests);
    document.replace('a = 1', 'a = 15');
    await vi.advanceTimersByTimeAsync(1000);
    expect(editor.problems).toEqual([]);
    document.replace('b + a', 'b + d');
    await vi.advanceTimersByTimeAsync(1000);
    document.replace('b + d', 'b + b');
    await vi.advanceTimersByTimeAsync(1000);
    document.replace('b + b', 'b + a');
    await vi.advanceTimersByTimeAsync(1000);
    expect(editor.problems).toEqual(['backprop some', 'backprop none']);
  });

  test('tells of an unmet expectation once, and once that it is met', async () => {
    const { document, requests } = await opened(`${text}expect c = 3.5\n`);
    forget(requests);
    document.replace('a = 1', 'a = 15');
    await vi.advanceTimersByTimeAsync(1000);
    expect(editor.problems).toEqual(['backprop-values some']);
    document.replace('a = 15', 'a = 1');
    await vi.advanceTimersByTimeAsync(1000);
    expect(editor.problems).toEqual(['backprop-values some', 'backprop-values none']);
  });
});

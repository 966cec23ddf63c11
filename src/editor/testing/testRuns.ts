import * as vscode from 'vscode';
import type { CheckedFile, Range } from '../../language';
import type { Runtime } from '../../runtime/runtime';
import { DataPlace, type RealPath } from '../data/dataPlace';
import type { DataPreviews } from '../data/dataPreviews';
import type { Documents } from '../documents/documents';
import { toEditorRange } from '../documents/ranges';
import { Computation } from '../formulas/computation';
import type { SheetTries } from '../formulas/sheetTries';
import type { Log } from '../logChannel';
import { TestItems, type ShownTest, type TestFile } from './testItems';
import type { Failure, TestOutcome } from './testOutcomes';
import { TestRunner } from './testRunner';

/** What VS Code asks for, with what it has had since the oldest version that is supported. */
export type Request = vscode.TestRunRequest & { readonly continuous?: boolean };

/** What tests are computed with. */
export interface TestParts {
  readonly extension: vscode.Uri;
  readonly documents: Documents;
  readonly data: DataPreviews;
  readonly realPath: RealPath;
  /** Tests have a worker of their own: what is cancelled takes no other numbers with it. */
  readonly startRuntime: () => Runtime;
  readonly log: Log;
  /** Which answers have been tried often enough for a hint. */
  readonly tries: SheetTries;
}

/** Runs what the Test Explorer asks for: once, or again and again as texts change. */
export class TestRuns implements vscode.Disposable {
  readonly items: TestItems;

  constructor(
    private readonly controller: vscode.TestController,
    private readonly parts: TestParts,
  ) {
    this.items = new TestItems(controller, parts.documents, parts.data);
  }

  dispose(): void {
    this.items.dispose();
  }

  async run(request: Request, token: vscode.CancellationToken): Promise<void> {
    const { startRuntime, log, extension, realPath, tries } = this.parts;
    const runtime = startRuntime();
    const runner = new TestRunner(
      new Computation(runtime, log),
      async (uri, data, isCancelled) => {
        const { readData } = await import(/* webpackChunkName: "extension.data" */ '../data/readData');
        return readData(data, new DataPlace(extension, uri), realPath, isCancelled);
      },
      (uri, file, expectation) => tries.mayHint(uri, file, expectation),
    );
    try {
      if (request.continuous === true) await this.runContinuously(request, runner, token);
      else await this.runOnce(request, await this.filesOf(request), runner, token);
    } finally {
      runtime.dispose();
    }
  }

  /**
   * Runs all tests, and from then on those of each file whose text changes, until somebody ends it. What was
   * changed last comes first: a network that takes long does not keep an edit waiting.
   */
  private async runContinuously(
    request: Request,
    runner: TestRunner,
    token: vscode.CancellationToken,
  ): Promise<void> {
    // The next one last.
    const waiting = (await this.filesOf(request)).map(addressOf).reverse();
    const isEnded = (): boolean => token.isCancellationRequested;
    let current: vscode.CancellationTokenSource | undefined;
    let wake = (): void => undefined;
    const interrupt = (): void => {
      current?.cancel();
      wake();
    };
    const subscriptions = vscode.Disposable.from(
      token.onCancellationRequested(interrupt),
      this.items.onDidChangeText((uri) => {
        if (!this.isOf(request, uri)) return;
        waiting.push(uri.toString());
        interrupt();
      }),
    );
    try {
      while (!isEnded()) {
        const address = waiting.pop();
        if (address === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const file = (await this.filesOf(request)).find((each) => addressOf(each) === address);
        if (file === undefined || waiting.includes(address)) continue;
        current = new vscode.CancellationTokenSource();
        await this.runOnce(oneRoundOf(request), [file], runner, current.token);
        if (current.token.isCancellationRequested) waiting.unshift(address);
        current.dispose();
        current = undefined;
      }
    } finally {
      subscriptions.dispose();
    }
  }

  private isOf({ include }: Request, uri: vscode.Uri): boolean {
    const address = uri.toString();
    return include?.some((item) => item.uri?.toString() === address) ?? true;
  }

  private async filesOf({ include }: Request): Promise<readonly TestFile[]> {
    if (include === undefined) return this.items.listAll();
    return [...new Set(include.flatMap((item) => this.items.fileOf(item) ?? []))];
  }

  private async runOnce(
    request: Request,
    files: readonly TestFile[],
    runner: TestRunner,
    token: vscode.CancellationToken,
  ): Promise<void> {
    if (files.length === 0) return;
    const run = this.controller.createTestRun(request);
    const either = new vscode.CancellationTokenSource();
    const cancel = (): void => {
      either.cancel();
    };
    const listening = [token.onCancellationRequested(cancel), run.token.onCancellationRequested(cancel)];
    try {
      for (const file of files) {
        if (token.isCancellationRequested || either.token.isCancellationRequested) return;
        await this.runFile(run, request, file, runner, either.token);
      }
    } finally {
      for (const each of listening) each.dispose();
      run.end();
    }
  }

  /** The text of a file with the numbers that it takes from others, as far as those can be read. */
  private async textWithFiles(file: TestFile): Promise<CheckedFile | string> {
    let text = await this.items.textNow(file);
    // The first look finds out what the text asks for.
    for (let look = 0; look < 2 && typeof text !== 'string' && awaitsFiles(text); look++) {
      await this.parts.data.settle();
      text = await this.items.textNow(file);
    }
    return text;
  }

  private async runFile(
    run: vscode.TestRun,
    request: Request,
    file: TestFile,
    runner: TestRunner,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const text = await this.textWithFiles(file);
    if (typeof text === 'string') {
      run.errored(file.item, new vscode.TestMessage(text));
      return;
    }
    const tests = chosen(request, file);
    const left = new Set(tests);
    for (const { item } of tests) run.enqueued(item);
    const began = new Map<ShownTest, number>();
    file.hasResults = true;
    const listener = {
      started: (test: ShownTest): void => {
        began.set(test, performance.now());
        run.started(test.item);
      },
      ended: (test: ShownTest, outcome: TestOutcome): void => {
        left.delete(test);
        const start = began.get(test);
        const duration = start === undefined ? undefined : performance.now() - start;
        report(run, test.item, outcome, duration, (range) => locationOf(file.uri, text, range));
      },
    };
    await runner.run(file.uri, text, tests, listener, token);
    for (const { item } of left) run.skipped(item);
  }
}

function awaitsFiles({ formulas }: CheckedFile): boolean {
  return formulas.fileArrays.some(({ reading }) => reading === undefined);
}

type NewRequest = new (
  ...parts: [...ConstructorParameters<typeof vscode.TestRunRequest>, continuous: boolean]
) => Request;

/**
 * A request of its own: all runs of one request are one result to VS Code, in which a test that has failed
 * once stays failed.
 */
function oneRoundOf({ include, exclude, profile }: Request): Request {
  return new (vscode.TestRunRequest as NewRequest)(include, exclude, profile, true);
}

function addressOf({ uri }: TestFile): string {
  return uri.toString();
}

/** Those of the tests of a file as it is now that are asked for. */
function chosen({ include, exclude = [] }: Request, file: TestFile): readonly ShownTest[] {
  if (exclude.includes(file.item)) return [];
  const isWhole = include === undefined || include.includes(file.item);
  return file.tests.filter(({ item }) => (isWhole || include.includes(item)) && !exclude.includes(item));
}

function report(
  run: vscode.TestRun,
  item: vscode.TestItem,
  outcome: TestOutcome,
  milliseconds: number | undefined,
  locate: (range: Range) => vscode.Location,
): void {
  // The view of the output is a terminal.
  for (const line of outcome.details) run.appendOutput(`${line}\r\n`, undefined, item);
  switch (outcome.kind) {
    case 'passed':
      run.passed(item, milliseconds);
      break;
    case 'skipped':
      run.skipped(item);
      break;
    case 'failed':
      run.failed(item, messageOf(outcome.failure, locate), milliseconds);
      break;
    case 'errored':
      run.errored(item, messageOf(outcome.failure, locate), milliseconds);
  }
}

function messageOf(
  { sentence, range, compared }: Failure,
  locate: (range: Range) => vscode.Location,
): vscode.TestMessage {
  const message =
    compared === undefined
      ? new vscode.TestMessage(sentence)
      : vscode.TestMessage.diff(sentence, compared.expected, compared.actual);
  message.location = locate(range);
  return message;
}

function locationOf(uri: vscode.Uri, file: CheckedFile, range: Range): vscode.Location {
  return new vscode.Location(uri, toEditorRange(file, range));
}

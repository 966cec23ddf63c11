import { openDocumentAt } from '../documents/openDocuments';
import * as vscode from 'vscode';
import type { CheckedFile } from '../../language';
import { identifyTests, testsOf, type DefinitionTest, type IdentifiedTest } from '../../language/services';
import type { DataPreviews } from '../data/dataPreviews';
import { DefinitionFiles, definitionsInTabs } from '../documents/definitionFiles';
import { DefinitionTexts } from '../documents/definitionTexts';
import type { Documents } from '../documents/documents';
import { toEditorRange } from '../documents/ranges';
import { TrackedText, type TextChange } from '../formulas/trackedText';

/** What VS Code has had since the oldest version that is supported: results that are of an earlier text. */
type Controller = vscode.TestController & {
  readonly invalidateTestResults?: (items?: vscode.TestItem) => void;
};

/** A test as it is shown, in the text of now. */
export interface ShownTest extends IdentifiedTest {
  readonly item: vscode.TestItem;
}

/** A definition in the Test Explorer. */
export interface TestFile {
  readonly uri: vscode.Uri;
  readonly item: vscode.TestItem;
  /** In the order of the text; empty until somebody looks into the file. */
  tests: readonly ShownTest[];
  /** Where the statements of the tests are, through edits. */
  tracked: TrackedText | undefined;
  /** Whether there are results, and they are of the text as it is. */
  hasResults: boolean;
}

/**
 * The tree of the Test Explorer: files, and the tests that stand in them. An item stays the same while its
 * text is edited, and its range follows every edit. Files of the workspace are looked for when somebody looks
 * at the tree; until then it holds what is open.
 */
export class TestItems implements vscode.Disposable {
  private readonly files = new Map<string, TestFile>();
  private readonly texts: DefinitionTexts;
  private workspace: DefinitionFiles | undefined;
  private readonly didChangeText = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: { dispose: () => unknown }[];

  /** Another text is known of a file than before, or of its data; after a pause in typing. */
  readonly onDidChangeText = this.didChangeText.event;

  constructor(
    private readonly controller: Controller,
    private readonly documents: Documents,
    data: DataPreviews,
  ) {
    this.texts = new DefinitionTexts(documents, data);
    this.subscriptions = [
      this.didChangeText,
      documents.onDidCheck((document) => {
        this.update(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.follow(document, contentChanges);
      }),
      documents.onDidClose(({ uri }) => {
        void this.forgetText(uri);
      }),
      vscode.window.tabGroups.onDidChangeTabs(() => {
        this.showTabs();
      }),
    ];
    this.showTabs();
  }

  /** Every definition there is: those of the workspace, closed ones too, and what is open. */
  async listAll(): Promise<readonly TestFile[]> {
    const found = await this.opened().list();
    for (const address of this.files.keys()) if (!found.has(address)) this.remove(address);
    return [...found.values()].map((uri) => this.fileAt(uri));
  }

  /** Looks into the workspace anew. */
  async refresh(): Promise<void> {
    this.opened().refresh();
    await this.listAll();
  }

  /** Lists the tests of a file that nobody has looked into. */
  async look(item: vscode.TestItem): Promise<void> {
    const file = this.fileOf(item);
    if (file !== undefined) await this.textNow(file);
  }

  /** The file that an item is, or is a test of. */
  fileOf(item: vscode.TestItem): TestFile | undefined {
    return this.files.get((item.parent ?? item).id);
  }

  /**
   * The text of a file as it is now, saved or not, with its tests, or why it cannot be read. Whoever runs a
   * test asks this first: so the test that is run is the one that is shown.
   */
  async textNow(file: TestFile): Promise<CheckedFile | string> {
    this.texts.forget(file.uri);
    const text = await this.texts.get(file.uri);
    if (text.kind === 'unreadable') {
      file.item.error = text.sentence;
      return text.sentence;
    }
    file.item.error = undefined;
    this.show(file, text.file);
    return text.file;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private opened(): DefinitionFiles {
    if (this.workspace !== undefined) return this.workspace;
    const workspace = new DefinitionFiles();
    this.workspace = workspace;
    this.subscriptions.push(
      workspace,
      workspace.onDidChange(() => {
        void this.listNew();
      }),
      workspace.onDidChangeContent((uri) => {
        if (openDocumentAt(uri) === undefined) void this.forgetText(uri);
      }),
    );
    return workspace;
  }

  private async listNew(): Promise<void> {
    const before = new Set(this.files.keys());
    for (const { uri } of await this.listAll()) if (!before.has(uri.toString())) this.didChangeText.fire(uri);
  }

  private showTabs(): void {
    const uris = definitionsInTabs();
    for (const uri of uris) {
      const document = openDocumentAt(uri);
      if (document !== undefined && !this.files.has(uri.toString())) this.update(document);
    }
    // Who lists the workspace looks at the tabs as well.
    if (this.workspace !== undefined) return;
    const open = new Set(uris.map(String));
    for (const address of this.files.keys()) if (!open.has(address)) this.remove(address);
  }

  /** Only of what stands in a tab: the two sides of a comparison are no files to be tested. */
  private update(document: vscode.TextDocument): void {
    const { uri } = document;
    const isShown =
      this.files.has(uri.toString()) || definitionsInTabs().some((tab) => tab.toString() === uri.toString());
    if (!isShown) return;
    const { file, unreadable } = this.documents.check(document);
    const shown = this.fileAt(uri);
    shown.item.error = unreadable;
    this.show(shown, file);
    this.didChangeText.fire(uri);
  }

  /** What was read of a closed file is old. What is listed of it is looked at again. */
  private async forgetText(uri: vscode.Uri): Promise<void> {
    const file = this.files.get(uri.toString());
    this.texts.forget(uri);
    if (file?.tracked === undefined) return;
    await this.textNow(file);
    this.didChangeText.fire(uri);
  }

  private fileAt(uri: vscode.Uri): TestFile {
    const address = uri.toString();
    const known = this.files.get(address);
    if (known !== undefined) return known;
    // With its folders, of which the first is that of the workspace where there are several.
    const item = this.controller.createTestItem(address, vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    const file: TestFile = { uri, item, tests: [], tracked: undefined, hasResults: false };
    this.files.set(address, file);
    this.controller.items.add(item);
    return file;
  }

  private remove(address: string): void {
    this.files.delete(address);
    this.controller.items.delete(address);
  }

  private follow(document: vscode.TextDocument, changes: readonly TextChange[]): void {
    const file = this.files.get(document.uri.toString());
    if (file?.tracked === undefined) return;
    const { tracked } = file;
    tracked.follow(changes, document.getText());
    file.tests.forEach(({ item }, index) => {
      const place = tracked.range(index);
      if (place === undefined || item.range === undefined) return;
      const start = document.positionAt(place.start);
      if (!item.range.start.isEqual(start))
        item.range = new vscode.Range(start, document.positionAt(place.end));
    });
    if (!file.hasResults) return;
    file.hasResults = false;
    this.controller.invalidateTestResults?.(file.item);
  }

  /** Brings the items of a file to what its text says. */
  private show(file: TestFile, checked: CheckedFile): void {
    // It went while it was being read.
    if (this.files.get(file.uri.toString()) !== file) return;
    const { tracked } = file;
    const isFollowed = tracked?.isAt(checked.text) === true;
    const known = file.tests.map(({ id, test }, index) => ({
      id,
      test,
      now: isFollowed ? tracked.range(index) : undefined,
    }));
    const items = new Map(file.tests.map(({ id, item }) => [id, item]));
    const identified = identifyTests(known, testsOf(checked));
    const counts = new Map<string, number>();
    for (const { test } of identified) counts.set(test.subject, (counts.get(test.subject) ?? 0) + 1);
    file.tests = identified.map((each, index) => {
      const item = items.get(each.id) ?? this.controller.createTestItem(each.id, '', file.uri);
      const { test } = each;
      item.range = toEditorRange(checked, test.place);
      item.label = labelOf(test, item.range.start.line + 1, counts.get(test.subject) === 1);
      item.sortText = String(index).padStart(6, '0');
      return { ...each, item };
    });
    file.tracked = new TrackedText(
      checked.text,
      identified.map(({ test }) => test.statement),
    );
    file.item.canResolveChildren = false;
    const { children } = file.item;
    const isSame =
      children.size === file.tests.length && file.tests.every(({ id }) => children.get(id) !== undefined);
    if (!isSame) children.replace(file.tests.map(({ item }) => item));
    // What defines nothing to test is not listed.
    if (file.tests.length === 0 && file.item.error === undefined) this.controller.items.delete(file.item.id);
    else if (this.controller.items.get(file.item.id) === undefined) this.controller.items.add(file.item);
  }
}

/** All of it is in the label, which a screen reader reads only where there is no description beside it. */
function labelOf({ kind, subject, isBlank }: DefinitionTest, line: number, isAlone: boolean): string {
  const written = isBlank ? `${subject} = ?` : subject;
  const label = kind === 'expectation' ? written : vscode.l10n.t('Gradient check: {0}', written);
  return isAlone ? label : vscode.l10n.t('{0} (line {1})', label, line);
}

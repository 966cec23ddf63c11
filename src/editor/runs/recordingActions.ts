import { strFromU8, strToU8 } from 'fflate';
import * as vscode from 'vscode';
import { jsonText, type Json } from '../../protocol/jsonText';
import { runColumns, runTable, tableCsv } from '../../protocol/runTable';
import { readCapturedUpdate } from '../../recording/capturedUpdate';
import { captureFolder } from '../../recording/recordingFolder';
import { stateAt, writeRun } from '../../recording/runDescription';
import { openRecordingCommand, reportPurpose } from '../commands/names';
import { loadConverter } from '../convert/converter';
import { fileNameOf } from '../documents/uris';
import { localise } from '../localise';
import { Delayed } from '../timing';
import type { RecordingEntry, RecordingLibrary, RemovedRecordings } from './recordingLibrary';
import { placeOfDefinition } from './recordedPlaces';
import { recordedTextUri } from './recordingUris';

/** How long deleted recordings can be brought back, in milliseconds, while the window is open. */
const restorableFor = 10 * 60_000;

type JsonObject = Readonly<Record<string, Json>>;
type Maybe = RecordingEntry | undefined;

/** What a person does with recordings. */
export class RecordingActions {
  /** What was deleted last, and can still be brought back. */
  private removed: RemovedRecordings | undefined;
  private readonly forgetLater = new Delayed(restorableFor, () => {
    void this.forget();
  });

  constructor(private readonly library: RecordingLibrary) {}

  async rename(entry: Maybe): Promise<void> {
    if (entry === undefined || 'kind' in entry.run) return;
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t('Rename Recording'),
      value: entry.run.name,
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('It needs a name.') : undefined),
    });
    if (name !== undefined) await this.library.rename(entry.uri, name.trim());
  }

  async setPinned(entries: readonly RecordingEntry[], pinned: boolean): Promise<void> {
    for (const { uri } of entries) await this.library.setPinned(uri, pinned);
  }

  /** Moves them aside at once; a button, or a command, brings them back. */
  async remove(entries: readonly RecordingEntry[]): Promise<void> {
    const over = entries.filter(({ run }) => 'kind' in run || stateAt(run, new Date()) !== 'running');
    if (over.length < entries.length) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A training that is still running is being recorded: stop it first.'),
      );
    }
    if (over.length === 0) return;
    await this.forget();
    this.removed = await this.library.remove(over.map(({ uri }) => uri));
    this.forgetLater.trigger();
    this.setRestorable(true);
    const sentence =
      over.length === 1
        ? vscode.l10n.t('The recording {0} was deleted.', nameOf(over[0]))
        : vscode.l10n.t('{0} recordings were deleted.', over.length);
    const undo = vscode.l10n.t('Undo');
    // Nobody waits for it: the deleting is done.
    void vscode.window.showInformationMessage(sentence, undo).then((chosen) => {
      if (chosen === undo) return this.restore();
      return undefined;
    });
  }

  async restore(): Promise<void> {
    const { removed } = this;
    this.removed = undefined;
    this.forgetLater.cancel();
    this.setRestorable(false);
    await removed?.restore();
  }

  async export(entry: Maybe): Promise<void> {
    if (entry === undefined) return;
    const items = [
      {
        label: vscode.l10n.t('CSV'),
        description: vscode.l10n.t('all numbers, a row for each step'),
        format: 'csv',
      },
      {
        label: vscode.l10n.t('JSON'),
        description: vscode.l10n.t('the same, with what the run was'),
        format: 'json',
      },
      {
        label: vscode.l10n.t('Report'),
        description: vscode.l10n.t('one HTML file, with curves and pictures of the layers'),
        format: 'report',
      },
    ] as const;
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Export {0}', nameOf(entry)),
    });
    if (chosen === undefined) return;
    if (chosen.format === 'report') {
      await vscode.commands.executeCommand(openRecordingCommand, entry.uri, reportPurpose);
      return;
    }
    const text = await this.exported(entry, chosen.format);
    const place = defaultPlace(`${entry.folder.replace(/\.bprun$/, '')}.${chosen.format}`);
    const target = await vscode.window.showSaveDialog({
      ...(place && { defaultUri: place }),
      filters: { [chosen.label]: [chosen.format] },
    });
    if (target !== undefined) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  }

  /** The file it was run from, or else the text that was recorded. */
  async revealDefinition(entry: Maybe): Promise<void> {
    if (entry === undefined || 'kind' in entry.run || entry.run.file === undefined) return;
    const { uri, run } = entry;
    const place = await placeOfDefinition(uri, run.file ?? '');
    try {
      await vscode.window.showTextDocument(place);
    } catch (error) {
      // It was renamed or removed since.
      if (run.network === undefined) throw error;
      await vscode.window.showTextDocument(recordedTextUri({ recording: uri, definition: place }));
    }
  }

  /** The texts of two runs in VS Code's own editor for differences, the older one on the left. */
  async compareDefinitions(entries: readonly RecordingEntry[]): Promise<void> {
    const sides = entries.flatMap((entry) => {
      const { run } = entry;
      return 'kind' in run || run.network === undefined ? [] : [{ ...entry, run }];
    });
    const [left, right, ...others] = [...sides].sort((a, b) => (a.run.created < b.run.created ? -1 : 1));
    if (left === undefined || right === undefined || others.length > 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Select two recordings of definitions: their texts are put beside each other.'),
      );
      return;
    }
    const textOf = async ({ uri, run }: (typeof sides)[number]): Promise<vscode.Uri> =>
      recordedTextUri({
        recording: uri,
        definition: await placeOfDefinition(uri, run.file ?? ''),
        edit: 'told',
      });
    const title = vscode.l10n.t('{0} ↔ {1}', nameOf(left), nameOf(right));
    await vscode.commands.executeCommand('vscode.diff', await textOf(left), await textOf(right), title);
  }

  /** Opens a definition that expects of every layer what PyTorch computed in the captured update. */
  async checkCapturedStep(entry: Maybe): Promise<void> {
    if (entry === undefined) return;
    const files = this.library.filesOf(entry.uri);
    const captured = await readCapturedUpdate(files);
    if (captured === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'Of {0} no update was captured whole: Record Python Training captures the first, backprop_lens.py --capture UPDATE any other.',
          entry.folder,
        ),
      );
      return;
    }
    const { convertCapturedStep } = await loadConverter();
    const converted = convertCapturedStep({ ...captured, file: captured.name });
    if (!converted.ok) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The captured update cannot be checked. {0}', localise(converted.problem)),
      );
      return;
    }
    const file = `${captureFolder}/${captured.name.replace(/npz$/, 'backprop')}`;
    await files.write(file, strToU8(converted.text));
    await vscode.window.showTextDocument(vscode.Uri.joinPath(entry.uri, file), { preview: false });
  }

  /** @throws Error where nothing of it can be read */
  private async exported({ uri, folder }: RecordingEntry, format: 'csv' | 'json'): Promise<string> {
    const read = await this.library.read(uri);
    if (!read.ok) throw new Error(vscode.l10n.t('{0} cannot be read.', folder));
    const { run, series } = read.recording;
    const table = runTable(runColumns(series, run?.layers.map(({ name }) => name) ?? []));
    if (format === 'csv') return tableCsv(table);
    const { names: columns, rows } = table;
    // As `run.json` has it: NaN is a text there.
    const described = run === undefined ? {} : (JSON.parse(strFromU8(writeRun(run))) as JsonObject);
    return `${jsonText({ ...described, columns, rows })}\n`;
  }

  private async forget(): Promise<void> {
    const { removed } = this;
    this.removed = undefined;
    this.setRestorable(false);
    await removed?.forget();
  }

  private setRestorable(isRestorable: boolean): void {
    void vscode.commands.executeCommand('setContext', 'backprop.hasDeletedRecordings', isRestorable);
  }
}

function nameOf(entry: Maybe): string {
  if (entry === undefined) return '';
  return 'kind' in entry.run ? entry.folder : entry.run.name;
}

function defaultPlace(name: string): vscode.Uri | undefined {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return folder && vscode.Uri.joinPath(folder.uri, fileNameOf({ path: name }));
}

import * as vscode from 'vscode';
import * as v from 'valibot';
import { readRun } from '../../../recording/recordingReader';
import { openRecordingCommand } from '../../commands/names';
import { fileNameOf } from '../../documents/uris';
import { Delayed } from '../../timing';
import type { RecordingLibrary } from '../recordingLibrary';
import { uriStore } from '../uriStore';
import { hasPythonExtension, interpreterOf } from './pythonInterpreter';

/** What the recorder writes down for whoever has started it. */
const reportSchema = v.object({
  python: v.string(),
  /** Whether the script has imported PyTorch. */
  torch: v.boolean(),
  /** The folder of its recording, once there is one. */
  recording: v.nullable(v.string()),
  state: v.picklist(['running', 'finished', 'stopped', 'failed']),
  reason: v.nullable(v.string()),
});
type Report = v.InferOutput<typeof reportSchema>;

/** Milliseconds between two looks at whether the recorder has begun. */
const lookEvery = 300;

/**
 * Runs a script of Python in a terminal, with the recorder beside it, and shows its recording from the first
 * step on.
 * @param given the address of the script; of the active editor where there is none
 */
export async function recordPython(given: unknown, library: RecordingLibrary): Promise<void> {
  const script = await scriptToRecord(given);
  // A menu hides it in Restricted Mode, but not a link or another extension.
  if (script === undefined || !vscode.workspace.isTrusted) return;
  const into = await library.prepare();
  if (script.scheme !== 'file' || into.scheme !== 'file') {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} cannot be run: it is not on a machine with Python.', fileNameOf(script)),
    );
    return;
  }
  const python = await interpreterOf(script);
  const report = vscode.Uri.joinPath(into, '..', `python-${String(Date.now())}.json`);
  const run = new RecordedScript(script, python, report, library);
  try {
    await vscode.tasks.executeTask(taskOf(script, python, into, report));
  } catch (error) {
    run.dispose();
    throw error;
  }
}

/** A script that is on the disk as it is in its editor. */
async function scriptToRecord(given: unknown): Promise<vscode.Uri | undefined> {
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) return undefined;
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (document?.isUntitled !== true && document?.isDirty !== true) return uri;
  // One that has no file yet is another document afterwards, in the same editor.
  return (await document.save()) ? vscode.window.activeTextEditor?.document.uri : undefined;
}

function taskOf(script: vscode.Uri, python: string, into: vscode.Uri, report: vscode.Uri): vscode.Task {
  const extension = vscode.extensions.getExtension('backprop-lens.backprop-lens');
  const recorder = vscode.Uri.joinPath(extension?.extensionUri ?? into, 'python', 'backprop_lens.py');
  const folder = vscode.workspace.getWorkspaceFolder(script);
  const task = new vscode.Task(
    { type: 'backprop', report: report.fsPath },
    folder ?? vscode.TaskScope.Workspace,
    fileNameOf(script),
    'Backprop',
    new vscode.ProcessExecution(
      python,
      [recorder.fsPath, '--into', into.fsPath, '--capture', '1', '--report', report.fsPath, script.fsPath],
      { cwd: (folder?.uri ?? vscode.Uri.joinPath(script, '..')).fsPath },
    ),
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    focus: false,
    clear: true,
  };
  return task;
}

/** A script that was started with the recorder, until it ends. */
class RecordedScript implements vscode.Disposable {
  private exitCode: number | undefined;
  private isShown = false;
  private isOver = false;
  private readonly look = new Delayed(lookEvery, () => {
    void this.follow();
  });
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly script: vscode.Uri,
    private readonly python: string,
    private readonly report: vscode.Uri,
    private readonly library: RecordingLibrary,
  ) {
    const isOwn = ({ execution }: { readonly execution: vscode.TaskExecution }): boolean =>
      execution.task.definition['report'] === report.fsPath;
    this.subscriptions = vscode.Disposable.from(
      this.look,
      vscode.tasks.onDidEndTaskProcess((event) => {
        if (isOwn(event)) this.exitCode = event.exitCode;
      }),
      vscode.tasks.onDidEndTask((event) => {
        if (isOwn(event)) void this.end();
      }),
    );
    this.look.trigger();
  }

  dispose(): void {
    this.isOver = true;
    this.subscriptions.dispose();
  }

  private async follow(): Promise<void> {
    const report = await this.read();
    if (report?.recording != null) await this.show(report.recording, false);
    if (!this.isOver && !this.isShown) this.look.trigger();
  }

  /** @param whateverStep also where it has no step yet */
  private async show(folder: string, whateverStep: boolean): Promise<void> {
    const uri = vscode.Uri.file(folder);
    const files = uriStore(uri);
    const read = await readRun(files, await files.list(''));
    const hasStep = read?.ok === true && read.run.step > 0;
    if (this.isShown || !(hasStep || whateverStep)) return;
    this.isShown = true;
    await vscode.commands.executeCommand(openRecordingCommand, uri);
    await this.library.refresh();
  }

  private async end(): Promise<void> {
    this.dispose();
    const report = await this.read();
    if (report?.recording != null) await this.show(report.recording, true);
    else await this.complain(report);
    await vscode.workspace.fs.delete(this.report).then(undefined, () => undefined);
  }

  private async complain(report: Report | undefined): Promise<void> {
    const name = fileNameOf(this.script);
    if (report === undefined) {
      await this.offerInterpreter(
        this.exitCode === undefined
          ? vscode.l10n.t('{0} could not be started: there is no such Python.', this.python)
          : vscode.l10n.t(
              '{0} ended with exit code {1} before it ran anything; the terminal says why. The recorder needs Python 3.8 or later.',
              this.python,
              this.exitCode,
            ),
      );
      return;
    }
    const { state, reason, torch, python } = report;
    if (state === 'failed' && /No module named '?torch'?$/.test(reason ?? '')) {
      await this.offerInterpreter(
        vscode.l10n.t('{0} has no PyTorch: install it there, or choose another Python.', python),
      );
    } else if (state === 'failed') {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('{0} failed before its training began: {1}', name, reason ?? ''),
      );
    } else if (state === 'finished') {
      void vscode.window.showInformationMessage(
        torch
          ? vscode.l10n.t(
              '{0} ended, and there was no training to record: no model was called, or neither backward() nor the step of an optimiser.',
              name,
            )
          : vscode.l10n.t('{0} ended, and there was no training to record: it did not import PyTorch.', name),
      );
    }
    // Whoever has stopped it knows that there is no recording.
  }

  private async offerInterpreter(sentence: string): Promise<void> {
    const choose = vscode.l10n.t('Choose Interpreter');
    if ((await vscode.window.showErrorMessage(sentence, choose)) !== choose) return;
    if (hasPythonExtension()) await vscode.commands.executeCommand('python.setInterpreter');
    else await vscode.commands.executeCommand('workbench.action.openSettings', 'backprop.pythonPath');
  }

  /** `undefined` before it is there. */
  private async read(): Promise<Report | undefined> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.report);
      const { success, output } = v.safeParse(reportSchema, JSON.parse(new TextDecoder().decode(bytes)));
      return success ? output : undefined;
    } catch {
      return undefined;
    }
  }
}

import * as vscode from 'vscode';
import { pythonPath } from '../../extensionSettings';

/** What of the Python extension's interface is used: https://github.com/microsoft/vscode-python/wiki */
export interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(path: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: Pick<vscode.Uri, 'fsPath'> } } | undefined>;
  };
}

const pythonExtension = 'ms-python.python';

/** Whether the interpreter is chosen by the command of the Python extension. */
export function hasPythonExtension(): boolean {
  return vscode.extensions.getExtension(pythonExtension) !== undefined;
}

/** The Python that runs a script: that of the Python extension, else of the setting, else on the path. */
export async function interpreterOf(script: vscode.Uri): Promise<string> {
  const extension = vscode.extensions.getExtension<PythonExtension>(pythonExtension);
  const api = await extension?.activate();
  return (api && (await activeInterpreter(api, script))) ?? (pythonPath() || pythonOnPath());
}

/** What the Python extension has chosen for a script; `undefined` where it knows none, or is too old. */
export async function activeInterpreter(
  { environments }: PythonExtension,
  script: vscode.Uri,
): Promise<string | undefined> {
  const active = environments?.getActiveEnvironmentPath(script);
  const environment = active && (await environments?.resolveEnvironment(active));
  return environment?.executable.uri?.fsPath;
}

function pythonOnPath(): string {
  // Only Windows writes paths with a backslash.
  return vscode.Uri.file('/a/b').fsPath.includes('\\') ? 'python' : 'python3';
}

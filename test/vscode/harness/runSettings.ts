import * as vscode from 'vscode';

/** What the driver of the run wants, handed in as settings since every extension host has those. */
export interface RunSettings {
  /** `default`, or a special run: its tests have `@…` or `@only-…` in their title. */
  readonly run: string;
  /** Only tests whose title matches; all when empty. */
  readonly grep: string;
  /** Where the driver answers; absent on the desktop, where nobody drives the window. */
  readonly bridge: string | undefined;
  /** A Python with PyTorch; absent where there is no process. */
  readonly python: string | undefined;
}

export function readRunSettings(): RunSettings {
  const settings = vscode.workspace.getConfiguration('backpropTest');
  return {
    run: settings.get('run', 'default'),
    grep: settings.get('grep', ''),
    bridge: settings.get<string>('bridge'),
    python: settings.get<string>('python'),
  };
}

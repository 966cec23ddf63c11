import * as vscode from 'vscode';

/** Writes a new file into a folder, beside one of the same name if there is one. Never overwrites. */
export async function writeNewFile(folder: vscode.Uri, name: string, text: string): Promise<vscode.Uri> {
  const dot = name.lastIndexOf('.');
  for (let attempt = 1; ; attempt++) {
    const numbered = attempt === 1 ? name : `${name.slice(0, dot)}-${attempt}${name.slice(dot)}`;
    const uri = vscode.Uri.joinPath(folder, numbered);
    if (await exists(uri)) continue;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

import * as vscode from 'vscode';

export interface Example {
  readonly file: string;
  readonly description: string;
}

/**
 * The examples that come with the extension, the easiest first.
 * In a browser a folder cannot be listed, hence the table.
 */
export function examples(): readonly Example[] {
  return [
    {
      file: 'shopping.backprop',
      description: vscode.l10n.t('Apples and oranges: the first computational graph of the chapter'),
    },
    {
      file: 'tensors.backprop',
      description: vscode.l10n.t('Matrices: Affine, ReLU, Sigmoid and Softmax with loss'),
    },
    { file: 'xor.backprop', description: vscode.l10n.t('A network: what one layer alone cannot learn') },
    { file: 'spiral.backprop', description: vscode.l10n.t('A network: three spiral arms') },
    { file: 'iris.backprop', description: vscode.l10n.t('A network: three kinds of flowers') },
    { file: 'regression.backprop', description: vscode.l10n.t('A network: a curve through noisy points') },
    { file: 'digits.backprop', description: vscode.l10n.t('A network: handwritten digits and convolutions') },
    {
      file: 'mnist.backprop',
      description: vscode.l10n.t('A network: the two layers of the chapter, for your own copy of MNIST'),
    },
  ];
}

export async function readExample(extension: vscode.Uri, { file }: Example): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'examples', file));
  return new TextDecoder().decode(bytes);
}

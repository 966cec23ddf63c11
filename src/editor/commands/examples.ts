import * as vscode from 'vscode';

export interface Example {
  /** Its definition. */
  readonly file: string;
  readonly description: string;
  /** The files that lie beside it, in a folder of its own among the examples. */
  readonly companions?: { readonly folder: string; readonly files: readonly string[] };
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
    {
      file: 'step.backprop',
      description: vscode.l10n.t('One training step by hand: backward, update, and the loss falls'),
    },
    {
      file: 'homework.backprop',
      description: vscode.l10n.t('A sheet of questions that gives no answer away'),
    },
    {
      file: 'quiz.backprop',
      description: vscode.l10n.t('A sheet for a class, and how to grade thirty of them'),
    },
    {
      file: 'my-net.backprop',
      description: vscode.l10n.t(
        'Your own NumPy network: which backward is wrong, and what is wrong with it',
      ),
      companions: { folder: 'my-net', files: ['my_net.py', 'my_net.npz'] },
    },
    {
      file: 'my-model.backprop',
      description: vscode.l10n.t('Your own PyTorch model: its weights and gradients, layer by layer'),
      companions: {
        folder: 'my-model',
        files: ['my_model.py', 'my_model.npz', 'my_model.safetensors'],
      },
    },
    { file: 'xor.backprop', description: vscode.l10n.t('A network: what one layer alone cannot learn') },
    { file: 'spiral.backprop', description: vscode.l10n.t('A network: three spiral arms') },
    { file: 'iris.backprop', description: vscode.l10n.t('A network: three kinds of flowers') },
    { file: 'regression.backprop', description: vscode.l10n.t('A network: a curve through noisy points') },
    { file: 'digits.backprop', description: vscode.l10n.t('A network: handwritten digits and convolutions') },
    {
      file: 'optimizers.backprop',
      description: vscode.l10n.t('Variants: four optimisers compared, and how much is the seed'),
    },
    {
      file: 'initialisations.backprop',
      description: vscode.l10n.t('Variants: what weights begin with, and the activations behind it'),
    },
    {
      file: 'batch-norm.backprop',
      description: vscode.l10n.t('Variants: with and without batch normalisation'),
    },
    {
      file: 'overfitting.backprop',
      description: vscode.l10n.t('Variants: overfitting, and what weight decay and Dropout do about it'),
    },
    {
      file: 'convnet.backprop',
      description: vscode.l10n.t('A network: a simple convolution, and what its filters become'),
    },
    {
      file: 'mnist.backprop',
      description: vscode.l10n.t('A network: the two layers of the chapter, for your own copy of MNIST'),
    },
  ];
}

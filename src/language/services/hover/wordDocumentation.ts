interface Word {
  readonly word: string;
  readonly documentation: string;
}

const words: readonly Word[] = [
  {
    word: 'network',
    documentation: 'A network: its data, its layers from the first to the loss, and how it is trained.',
  },
  {
    word: 'block',
    documentation: 'Layers with a name of their own, which networks below can use like a layer.',
  },
  {
    word: 'compare',
    documentation:
      'The same network with other settings: every combination of the values below is a run of its own. Settings of train, init for all layers that take it, data, and any argument of a layer by its name, as in hidden.units = [8, 32]. A layer itself can be others, norm = [BatchNorm, LayerNorm], or be left out, norm = [true, false].',
  },
  {
    word: 'sheet',
    documentation:
      'Makes a sheet of questions of this file: every expect asks for a number, and no number of an open question is shown anywhere. Write numbers in place of the ?; a right answer gets a ✓ at once, and then its number and how it comes about are shown.',
  },
  { word: 'of', documentation: 'Which network is trained with the settings below.' },
  {
    word: 'layers',
    documentation: 'The layers, each taking what the one above gives. The last one is the loss.',
  },
  { word: 'train', documentation: 'How the network is trained. Without it one pass can be run.' },
  { word: 'repeat', documentation: 'The same layers several times below one another.' },
  {
    word: 'backward',
    documentation: 'The gradient of a single number with respect to everything it was computed from.',
  },
  {
    word: 'expect',
    documentation:
      'What a value or a gradient must be: graded in the editor. A ? stands for what is to be found.',
  },
  {
    word: 'grad',
    documentation:
      'The gradient that the nearest backward above gives a value. As a value itself, as in W2 = W - 0.1 * grad(W), it is a number like any other: no gradient goes on from it, and the gradient check holds it constant.',
  },
  {
    word: 'with',
    documentation: 'The upstream gradient, of the shape of the value, where that is not a single number.',
  },
  {
    word: 'within',
    documentation: 'How far off a number may be, as a share of what is expected: 1e-6 unless it is said.',
  },
  {
    word: 'or',
    documentation: 'How far off a number may be in any case, however small what is expected is.',
  },
  { word: 'from', documentation: 'The layer whose output this one takes, in place of the one above.' },
  {
    word: 'input',
    documentation: 'What came into the block; outside of blocks what came into the network.',
  },
  {
    word: 'loss',
    documentation: 'The loss of the first mini-batch, before the first update: a single number.',
  },
  {
    word: 'data',
    documentation: 'What the network learns from: samples that are generated, shipped, or read from files.',
  },
  {
    word: 'parameters',
    documentation:
      'The arrays of a file that the parameters start from, and the running statistics of BatchNorm: by their names, else in their order where the shapes fit. Which array is for what can be said, as in npz("params.npz", hidden.W="W1"), and whether matrices are outputs×inputs, as PyTorch keeps them: transposed=true; whether channels come last in kernels and flattened images, as in Keras: channels_last=true.',
  },
  { word: 'optimizer', documentation: 'How the gradient of a mini-batch changes the parameters.' },
  { word: 'schedule', documentation: 'How the learning rate changes from step to step.' },
  {
    word: 'NaN',
    documentation:
      'Not a number: what comes of 0 ÷ 0, and of everything that is computed from it. A name for it unless the file defines NaN.',
  },
  {
    word: 'Infinity',
    documentation:
      'Larger than every number, with a minus in front smaller. A name for it unless the file defines Infinity.',
  },
  { word: 'precision', documentation: 'float32 or float64: how exactly the network computes.' },
];

const byWord = new Map(words.map(({ word, documentation }) => [word, documentation]));

/** What a word of the language means; `undefined` for one that needs no words. */
export function wordDocumentation(word: string): string | undefined {
  return byWord.get(word);
}

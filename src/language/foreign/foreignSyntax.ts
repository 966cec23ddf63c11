import { message, type Message } from '../../engine/message';
import { writtenHere } from './foreignNames';

/** Characters and operators of other languages: what to write instead, or what to say. */
export interface ForeignOperator {
  /** Put in its place by the quick fix. */
  readonly here?: string;
  readonly explain?: Message;
}

function noComparison(written: string): Message {
  return message('There is no {0} here: == and its like compare entry by entry, and give 0 or 1.', written);
}

function definedOnce(written: string, operator: string): Message {
  return message(
    'There is no {0} here: give the result a name of its own, as in: y = x {1} 1',
    written,
    operator,
  );
}

function noLogic(written: string): Message {
  return message('Formulas have no {0}: multiply comparisons, as in: (x > 0) * (x < 1)', written);
}

/** Longer ones first, so that `**=` is not read as `**`. */
export const foreignOperators: ReadonlyMap<string, ForeignOperator> = new Map<string, ForeignOperator>([
  ['**=', { explain: definedOnce('**=', '**') }],
  ['//=', { explain: definedOnce('//=', '/') }],
  ['...', {}],
  ['+=', { explain: definedOnce('+=', '+') }],
  ['-=', { explain: definedOnce('-=', '-') }],
  ['*=', { explain: definedOnce('*=', '*') }],
  ['/=', { explain: definedOnce('/=', '/') }],
  ['@=', { explain: definedOnce('@=', '@') }],
  ['%=', { explain: definedOnce('%=', '-') }],
  ['++', { explain: definedOnce('++', '+') }],
  [':=', { here: '=' }],
  ['<-', { here: '=' }],
  ['->', { explain: message('{0} means nothing here: what a value is follows from its line.', '->') }],
  ['=>', { explain: message('{0} means nothing here: what a value is follows from its line.', '=>') }],
  ['===', { here: '==' }],
  ['!==', { here: '!=' }],
  ['<>', { here: '!=' }],
  ['≤', { here: '<=' }],
  ['≥', { here: '>=' }],
  ['≠', { here: '!=' }],
  ['&&', { explain: noLogic('&&') }],
  ['||', { explain: noLogic('||') }],
  ['&', { explain: noLogic('&') }],
  ['|', { explain: noLogic('|') }],
  ['~', { explain: noLogic('~') }],
  ['!', { explain: noLogic('!') }],
  ['//', { explain: message('There is no {0} here: a comment begins with #, and division is /.', '//') }],
  ['%', { explain: message('There is no {0} here: a remainder has no gradient to show.', '%') }],
  ['^', { here: '**' }],
  ['²', { here: '**2' }],
  ['³', { here: '**3' }],
  ['√', { explain: writtenHere('√x', 'sqrt(x)') }],
  ['×', { here: '*' }],
  ['·', { here: '*' }],
  ['÷', { here: '/' }],
  ['⋅', { here: '*' }],
  ['∙', { here: '*' }],
  ['∗', { here: '*' }],
  ['・', { here: '*' }],
  ['–', { here: '-' }],
  ['—', { here: '-' }],
  ['←', { here: '=' }],
  ['≈', { here: '=' }],
  ['∂', { explain: writtenHere('∂y/∂x', 'grad(x)') }],
  ['∇', { explain: writtenHere('∇x', 'grad(x)') }],
  ['∑', { explain: writtenHere('∑x', 'sum(x)') }],
  ['、', { here: ',' }],
  ['：', { here: '=' }],
  [':', { here: '=' }],
  ['“', { here: '"' }],
  ['”', { here: '"' }],
  ['＂', { here: '"' }],
  ['「', { here: '"' }],
  ['」', { here: '"' }],
  ['…', {}],
]);

function ownLine(written: string): Message {
  return message(
    '{0} is left out here: a layer has a line of its own, and takes what the one above gives.',
    written,
  );
}

/** What parts the lines of a network or its layers elsewhere. */
export const foreignSeparators: ReadonlyMap<string, Message> = new Map([
  [',', message('Lines of a network end without commas; on one line they are parted by ;.')],
  ...['->', '=>', '→', '|', '>', '⇒', '⟶'].map((sign) => [sign, ownLine(sign)] as const),
]);

/** What stands between a name and what is expected of it elsewhere. */
export const expectationWords: ReadonlySet<string> = new Set([
  'is',
  'be',
  'to',
  'equals',
  'equal',
  'should',
  'must',
  'gives',
  'approx',
  'approximately',
  'about',
  'near',
  'toBe',
  'toEqual',
  'the',
  'same',
  'as',
  '~',
  '≈',
  '≅',
  '≒',
]);

/** What stands before how far a value may be off elsewhere. */
export const toleranceWords: ReadonlyMap<string, 'absolute' | 'relative'> = new Map([
  ...['tolerance', 'tol', 'atol', 'eps', 'epsilon', 'delta', 'err', 'error', 'abs_tol'].map(
    (word) => [word, 'absolute'] as const,
  ),
  ...['rtol', 'rel', 'relative', 'rel_tol'].map((word) => [word, 'relative'] as const),
]);

/** What `backward` is called elsewhere. */
export const wordsForBackward: ReadonlySet<string> = new Set([
  'backprop',
  'backpropagate',
  'backpropagation',
  'differentiate',
  'gradient',
  'gradients',
  'derivative',
  'diff',
  'autograd',
  'derive',
]);

/** A word that begins a line of Python. */
export interface ForeignStatement {
  readonly explain: (word: string) => Message;
  /** The indented lines below belong to it. */
  readonly hasBody?: boolean;
  /** The quick fix takes the whole line out. */
  readonly isLeftOut?: boolean;
  /** The quick fix takes the word out. */
  readonly isWord?: boolean;
}

function importLeftOut(word: string): Message {
  return message('{0} is left out here: every function is there under its own name, as in: y = exp(x)', word);
}

function noFunctions(word: string): Message {
  return message(
    'There is no {0} here: write the lines themselves; in networks, a block repeats layers.',
    word,
  );
}

function noLoops(word: string): Message {
  return message(
    'There is no {0} here: operators work on whole lists and matrices, and training repeats by itself.',
    word,
  );
}

function noBranches(word: string): Message {
  return message(
    'There is no {0} here: every line counts; where(condition, a, b) chooses, entry by entry.',
    word,
  );
}

function shown(word: string): Message {
  return message('{0} is left out here: every value is shown beside its line.', word);
}

function nameAlone(word: string): Message {
  return message('{0} is left out here: a line is a name and its value, as in: x = 3', word);
}

function noErrors(word: string): Message {
  return message('There is no {0} here: what goes wrong is shown where it stands.', word);
}

function blocksOfLines(word: string): Message {
  return message('There is no {0} here: a network is written network Name { … }, formulas as lines.', word);
}

export const foreignStatements: ReadonlyMap<string, ForeignStatement> = new Map<string, ForeignStatement>([
  ['import', { explain: importLeftOut, isLeftOut: true }],
  ['from', { explain: importLeftOut, isLeftOut: true }],
  ['using', { explain: importLeftOut, isLeftOut: true }],
  ['require', { explain: importLeftOut, isLeftOut: true }],
  ['def', { explain: noFunctions, hasBody: true }],
  ['function', { explain: noFunctions, hasBody: true }],
  ['lambda', { explain: noFunctions }],
  ['return', { explain: noFunctions }],
  ['yield', { explain: noFunctions }],
  ['class', { explain: blocksOfLines, hasBody: true }],
  ['with', { explain: blocksOfLines, hasBody: true }],
  ['for', { explain: noLoops, hasBody: true }],
  ['while', { explain: noLoops, hasBody: true }],
  ['break', { explain: noLoops }],
  ['continue', { explain: noLoops }],
  ['if', { explain: noBranches, hasBody: true }],
  ['elif', { explain: noBranches, hasBody: true }],
  ['else', { explain: noBranches, hasBody: true }],
  ['match', { explain: noBranches, hasBody: true }],
  ['switch', { explain: noBranches, hasBody: true }],
  ['print', { explain: shown, isLeftOut: true }],
  ['display', { explain: shown, isLeftOut: true }],
  ['disp', { explain: shown, isLeftOut: true }],
  ['show', { explain: shown, isLeftOut: true }],
  ['forward', { explain: shown, isLeftOut: true }],
  ['compute', { explain: shown, isLeftOut: true }],
  ['try', { explain: noErrors, hasBody: true }],
  ['except', { explain: noErrors, hasBody: true }],
  ['finally', { explain: noErrors, hasBody: true }],
  ['raise', { explain: noErrors }],
  ['pass', { explain: noErrors, isLeftOut: true }],
  ['assert', { explain: (word) => message('{0} is written expect here, as in: expect y = 3', word) }],
  ['del', { explain: nameAlone, isLeftOut: true }],
  ['global', { explain: nameAlone, isLeftOut: true }],
  ['nonlocal', { explain: nameAlone, isLeftOut: true }],
  ['let', { explain: nameAlone, isWord: true }],
  ['var', { explain: nameAlone, isWord: true }],
  ['const', { explain: nameAlone, isWord: true }],
  ['float', { explain: nameAlone, isWord: true }],
  ['int', { explain: nameAlone, isWord: true }],
  ['double', { explain: nameAlone, isWord: true }],
]);

/** Words that stand between values in Python. */
export const foreignWords: ReadonlyMap<string, (word: string) => Message> = new Map([
  ['and', noLogic],
  ['or', noLogic],
  ['not', noLogic],
  ['is', noComparison],
  ['in', noComparison],
  ['if', noBranches],
  ['else', noBranches],
  ['for', noLoops],
  ['lambda', noFunctions],
]);

/** Values that Python and NumPy have names for. */
export const foreignValues: ReadonlyMap<string, ForeignOperator> = new Map<string, ForeignOperator>([
  ['True', { here: 'true' }],
  ['TRUE', { here: 'true' }],
  ['False', { here: 'false' }],
  ['FALSE', { here: 'false' }],
  ['None', { explain: message('There is no {0} here: what has no value is left out.', 'None') }],
  ['null', { explain: message('There is no {0} here: what has no value is left out.', 'null') }],
  ['pi', { here: String(Math.PI) }],
  ['PI', { here: String(Math.PI) }],
  ['π', { here: String(Math.PI) }],
  ['e', { here: String(Math.E) }],
  ['E', { here: String(Math.E) }],
  ['tau', { here: String(2 * Math.PI) }],
  ['inf', { here: 'Infinity' }],
  ['Inf', { here: 'Infinity' }],
  ['nan', { here: 'NaN' }],
]);

/** What `float("inf")` reads. */
export const foreignNumbers: ReadonlyMap<string, string> = new Map([
  ['inf', 'Infinity'],
  ['+inf', 'Infinity'],
  ['infinity', 'Infinity'],
  ['-inf', '-Infinity'],
  ['-infinity', '-Infinity'],
  ['nan', 'NaN'],
]);

/** What a truth is in a formula. */
export const foreignTruths: ReadonlyMap<string, string> = new Map([
  ['True', '1'],
  ['TRUE', '1'],
  ['true', '1'],
  ['False', '0'],
  ['FALSE', '0'],
  ['false', '0'],
]);

/** What stands before a dot in Python: a module, whose functions are here under their own names. */
export const modules: ReadonlySet<string> = new Set([
  'np',
  'numpy',
  'jnp',
  'jax',
  'torch',
  'nn',
  'F',
  'functional',
  'optim',
  'init',
  'tf',
  'tensorflow',
  'keras',
  'losses',
  'optimizers',
  'initializers',
  'activations',
  'K',
  'math',
  'random',
  'linalg',
  'scipy',
  'special',
  'plt',
  'pd',
  'sklearn',
  'datasets',
  'lr_scheduler',
  'cp',
  'torchvision',
  'self',
]);

/** What a value is asked for with a dot and nothing in parentheses, or with a call that changes no number. */
export const foreignMembers: ReadonlyMap<string, (written: string) => Message> = new Map([
  ...[
    'item',
    'numpy',
    'detach',
    'clone',
    'copy',
    'tolist',
    'contiguous',
    'cuda',
    'cpu',
    'to',
    'float',
    'double',
    'long',
    'int',
    'type',
    'astype',
    'requires_grad_',
    'requires_grad',
    'retain_grad',
    'data',
    'value',
    'values',
    'eval',
  ].map((name) => [name, nothingToConvert] as const),
  ['forward', noFunctions],
  ...['grad', 'shape', 'size', 'ndim', 'dtype', 'device', 'numel', 'dim', 'nbytes'].map(
    (name) => [name, shown] as const,
  ),
]);

function nothingToConvert(written: string): Message {
  return message('{0} is left out here: a value has its numbers, and nothing has to be converted.', written);
}

/** Calls with a dot that are statements of their own in Python. */
export const foreignCalls: ReadonlyMap<string, (written: string) => Message> = new Map([
  ['compile', inTrain],
  ['fit', byCommand],
  ['step', byCommand],
  ['zero_grad', byCommand],
  ['zero_', byCommand],
  ['train', byCommand],
  ['eval', byCommand],
  ['evaluate', byCommand],
  ['predict', byCommand],
  ['add', (written) => message('{0} is written as a line of layers { … } in a network here.', written)],
  ['append', (written) => message('{0} is written as a line of layers { … } in a network here.', written)],
  ['seed', inTrain],
  ['manual_seed', inTrain],
  ['set_seed', inTrain],
  ['summary', shown],
  ['show', shown],
  ['plot', shown],
  ['set_printoptions', shown],
]);

function inTrain(written: string): Message {
  return message('{0} is written as lines of train { … } in a network here.', written);
}

function byCommand(written: string): Message {
  return message(
    '{0} is left out here: a network trains with Train above it, and backward stands alone in formulas.',
    written,
  );
}

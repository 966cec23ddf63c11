import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { contentsOf } from '../../../../src/editor/commands/contextKeys';
import { checkText } from '../../checkText';
import { readExample } from '../../exampleFiles';

vi.mock('vscode', () => import('../panels/host/fakeVscode'));

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly menus: {
      readonly commandPalette: readonly { readonly command: string; readonly when: string }[];
    };
  };
}

const { contributes } = JSON.parse(
  readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
) as Manifest;

type Keys = Readonly<Record<string, string | boolean | undefined>>;

/** Whether a `when` clause holds: brackets, `||` over `&&` over keys, `==`, `!=` and `=~`. */
function holds(clause: string, keys: Keys): boolean {
  // A bracket after ^ is one of a regular expression.
  const [, before = '', between, after = ''] = /^(.*?)(?<!\^)\(([^()]*)\)(.*)$/.exec(clause) ?? [];
  if (between !== undefined) return holds(`${before}${String(holds(between, keys))}${after}`, keys);
  return clause.split(' || ').some((any) => any.split(' && ').every((each) => isTrue(each.trim(), keys)));
}

function isTrue(term: string, keys: Keys): boolean {
  const [, key = term, operator, value = ''] = /^(\S+) (==|!=|=~) (.*)$/.exec(term) ?? [];
  if (key === 'true' || key === 'false') return key === 'true';
  const actual = keys[key];
  if (operator === undefined) return Boolean(actual);
  if (operator === '=~') return new RegExp(value.slice(1, -1)).test(String(actual));
  return (String(actual) === value) === (operator === '==');
}

/** The keys while the cursor is in a definition. */
function inDefinition(text: string, more: Keys = {}): Keys {
  const contents = contentsOf([checkText(text)]);
  const prefixed = Object.entries(contents).map(([key, value]) => [`backprop.${key}`, value] as const);
  return { editorLangId: 'backprop', 'backprop.training': 'none', ...Object.fromEntries(prefixed), ...more };
}

const network = `network N {
  data = xor()
  layers { Affine(2)
    SoftmaxWithLoss }
  train { optimizer = SGD(lr=0.1) }
}`;
const anywhere = ['compareRecordings', 'newFromExample', 'openRecording', 'startLesson'];
const ofAny = ['openPanel', 'runBackward'];
const ofFormulas = [...ofAny, 'copyAsPython'];
const gradients = ['checkGradients', 'stepThrough'];
const ofGradients = [...ofFormulas, ...gradients];
const ofNetworks = [...ofAny, ...gradients, 'train', 'step', 'exportNetwork'];
const ofRuns = ['reset', 'setLearningRate'];

const situations: readonly [string, Keys, readonly string[]][] = [
  ['nothing open', {}, []],
  ['another language', { editorLangId: 'java', 'backprop.training': 'none' }, []],
  ['Python', { editorLangId: 'python', 'backprop.training': 'none' }, ['convertPython']],
  [
    'Python in a trusted workspace',
    { editorLangId: 'python', 'backprop.training': 'none', isWorkspaceTrusted: true },
    ['convertPython', 'recordPython'],
  ],
  ['an empty definition', inDefinition(''), []],
  ['formulas without backward', inDefinition('a = 2'), ofFormulas],
  ['formulas with backward', inDefinition('a = 2\nb = a * a\nbackward b'), ofGradients],
  [
    'formulas that have run',
    inDefinition('a = 2\nb = a * a\nbackward b', { 'backprop.hasValues': true }),
    [...ofGradients, 'clearValues'],
  ],
  ['formulas that expect something', inDefinition('a = 2\nexpect a = 2'), [...ofFormulas, 'makeSheet']],
  ['a sheet', inDefinition('sheet "S"\na = 2\nexpect a = ?'), ofFormulas],
  ['a network', inDefinition(network), ofNetworks],
  [
    'a network that trains',
    inDefinition(network, { 'backprop.training': 'running' }),
    [...ofNetworks, ...ofRuns, 'pause', 'stop', 'trainMore'],
  ],
  [
    'a network that rests, at a rate set by hand',
    inDefinition(network, { 'backprop.training': 'paused', 'backprop.rateByHand': true }),
    [...ofNetworks, ...ofRuns, 'resume', 'stop', 'trainMore', 'writeLearningRate'],
  ],
  [
    'a network at its end',
    inDefinition(network, { 'backprop.training': 'finished' }),
    [...ofNetworks, ...ofRuns, 'trainMore'],
  ],
  [
    'its panel',
    { activeWebviewPanelId: 'backprop.network', 'backprop.training': 'none' },
    ['train', 'step', 'exportNetwork'],
  ],
];

test.each(situations)(
  'the palette offers with %s what can work, and all of it is enabled',
  (_, keys, due) => {
    const whens = new Map(contributes.menus.commandPalette.map(({ command, when }) => [command, when]));
    const offered = contributes.commands.filter(({ command }) => holds(whens.get(command) ?? 'true', keys));
    expect(offered.map(({ command }) => command.replace('backprop.', '')).sort()).toEqual(
      [...anywhere, ...due].sort(),
    );
    for (const { command, enablement = 'true' } of offered)
      expect([command, holds(enablement, keys)]).toEqual([command, true]);
  },
);

test.each([
  ['numbers that stand in the text', 'W = [[1, 2]]\nexpect W = [[1, 2]]\n', false],
  ['a value of a file', 'W = npy("W.npy")\n', true],
  ['an answer of a file', 'a = 2\nexpect a = npz("mine.npz", "a")\n', true],
  ['a network that is held against a file', readExample('my-net/my-net.backprop'), true],
  ['a network that is not', network, false],
])('of %s it is known whether somebody brought them', (_, text, brought) => {
  expect(contentsOf([checkText(text)]).readsNumbers).toBe(brought);
});

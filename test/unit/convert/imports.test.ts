import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertPython } from '../../../src/convert/convertPython';
import { broughtBy } from '../../../src/convert/libraries/starImports';

const root = join(import.meta.dirname, '../../fixtures/convert');
const fixtures = ['chapter', 'torch', 'keras', 'formulas', 'beyond'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({ name: join(folder, name), source: readFileSync(join(root, folder, name), 'utf8') })),
);

/** What a definition says, whatever the source calls things that it quotes. */
function unquoted(source: string): string {
  return convertPython(source).text.replaceAll(/(# (?:line \d+: )?).*? (is|are) /g, '$1… $2 ');
}

/** Another way to import a module, of sources in which nothing else has the names that it brings. */
interface Rewriting {
  readonly from: RegExp;
  readonly to: string;
  /** What the module is called in the sources, and there. */
  readonly prefix: string;
  readonly other: string;
}

const everyName: readonly Rewriting[] = [
  { from: /^import numpy as np$/m, to: 'from numpy import *', prefix: 'np', other: '' },
  {
    from: /^(from torch import nn|import torch\.nn as nn)$/m,
    to: 'from torch.nn import *',
    prefix: 'nn',
    other: '',
  },
  { from: /^import torch\.optim as optim$/m, to: 'from torch.optim import *', prefix: 'optim', other: '' },
  {
    from: /^import torch\.nn\.functional as F$/m,
    to: 'from torch.nn.functional import *',
    prefix: 'F',
    other: '',
  },
  {
    from: /^from (tensorflow\.)?keras import layers$/m,
    to: 'from keras.layers import *',
    prefix: 'layers',
    other: '',
  },
];

const otherNames: readonly Rewriting[] = [
  { from: /^import numpy as np$/m, to: 'import numpy as xp', prefix: 'np', other: 'xp.' },
  { from: /^import torch$/m, to: 'import torch as th', prefix: 'torch', other: 'th.' },
  {
    from: /^(from torch import nn|import torch\.nn as nn)$/m,
    to: 'import torch.nn as parts',
    prefix: 'nn',
    other: 'parts.',
  },
  {
    from: /^import torch\.optim as optim$/m,
    to: 'from torch import optim as o',
    prefix: 'optim',
    other: 'o.',
  },
  {
    from: /^from (tensorflow\.)?keras import layers$/m,
    to: 'import keras.layers as L',
    prefix: 'layers',
    other: 'L.',
  },
];

function rewrite(source: string, { from, to, prefix, other }: Rewriting): string {
  if (!from.test(source)) return source;
  const members = new RegExp(String.raw`(?<![.\w])${prefix}\.(\w+)`, 'g');
  const whole = new RegExp(String.raw`(?<![.\w])${prefix}(?![\w.])`);
  const body = source.replace(from, '');
  const used = new Set([...body.matchAll(members)].map(([, name = '']) => name));
  const bare = body.match(/(?<![.\w])[A-Za-z_]\w*/g) ?? [];
  const module = /^from (.*) import \*$/.exec(to)?.[1];
  const isTaken =
    module !== undefined && bare.some((name) => used.has(name) || broughtBy(module, name) !== undefined);
  // What is given to a name of a module is not given to a name that the module brought.
  if (new RegExp(String.raw`^${prefix}\.\w+ = `, 'm').test(body)) return source;
  const isImport = (line: string): boolean => /^\s*(import|from) /.test(line);
  if (isTaken || body.split('\n').some((line) => !isImport(line) && whole.test(line))) return source;
  return source
    .replace(from, to)
    .split('\n')
    .map((line) => (isImport(line) ? line : line.replaceAll(members, `${other}$1`)))
    .join('\n');
}

describe.each([
  ['all names at once', everyName],
  ['under other names', otherNames],
])('sources that import their modules %s', (_, rewritings) => {
  const rewritten = fixtures.flatMap(({ name, source }) => {
    const other = rewritings.reduce(rewrite, source);
    return other === source ? [] : [{ name, source, other }];
  });

  it.each(rewritten)('$name is converted as before', ({ source, other }) => {
    expect(unquoted(other)).toBe(unquoted(source));
  });

  it('are most of them', () => {
    expect(rewritten.length).toBeGreaterThan(fixtures.length / 2);
  });
});

import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { isSameData, isSameNetwork, NetworkText } from '../../../../src/editor/training/networkText';
import type { NetworkProgram } from '../../../../src/language/checker/networks/networkProgram';

const source = `x = 1
network N {
  data = spiral(points=10)
  layers {
    Affine(8)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train { epochs = 3 }
}
`;

function textOf(text: string): NetworkText {
  const file = checkText(text);
  const [outline] = file.networks;
  if (outline?.program === undefined) throw new Error('The network is broken.');
  return new NetworkText(file, outline, outline.program);
}

function programOf(text: string): NetworkProgram {
  return textOf(text).program;
}

describe('the text of a run', () => {
  test('is not old after an edit that says the same', () => {
    const text = textOf(source);
    const edited = `# a comment\n${source.replace('Affine(8)', 'Affine( 8 )  # wide')}`;
    expect(text.compare(checkText(edited))).toBe(false);
    expect(text.stale).toBe(false);
    const line = text.lineOf(2);
    expect(line && edited.slice(line.start, line.end)).toBe('Affine(3)');
    const name = text.name;
    expect(name && edited.slice(name.start, name.end)).toBe('N');
  });

  test('is old after one that does not, or while the network is broken, and knows its lines all the same', () => {
    const text = textOf(source);
    const start = source.indexOf('8');
    const edited = source.replace('8', '16');
    text.follow([{ rangeOffset: start, rangeLength: 1, text: '16' }], edited);
    expect(text.compare(checkText(edited))).toBe(true);
    expect(text.stale).toBe(true);
    const line = text.lineOf(1);
    expect(line && edited.slice(line.start, line.end)).toBe('ReLU');
    expect(text.compare(checkText(source.replace('ReLU', 'ReLUU')))).toBe(false);
    expect(text.stale).toBe(true);
    expect(text.compare(checkText(source))).toBe(true);
    expect(text.stale).toBe(false);
  });
});

describe('two networks', () => {
  test('are the same by what they say', () => {
    expect(isSameNetwork(programOf(source), programOf(`y = 2\n${source}`))).toBe(true);
    expect(isSameNetwork(programOf(source), programOf(source.replace('epochs = 3', 'epochs = 4')))).toBe(
      false,
    );
    expect(isSameNetwork(programOf(source), programOf(source.replace('points=10', 'points=11')))).toBe(false);
  });

  test('have the same data unless source, arguments or seed differ', () => {
    const first = programOf(source);
    expect(isSameData(first, programOf(source.replace('epochs = 3', 'epochs = 9')))).toBe(true);
    expect(isSameData(first, programOf(source.replace('points=10', 'points=10, test=0.2')))).toBe(false);
    expect(isSameData(first, programOf(source.replace('epochs = 3', 'epochs = 3; seed = 1')))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import type { GraphNode } from '../../../../src/engine/graph/graph';
import { checkText } from '../../checkText';

function errorsOf(text: string): readonly string[] {
  return checkText(text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ message }) => formatMessage(message));
}

function nodeOf(text: string, name: string): GraphNode | undefined {
  const { values, graph } = checkText(text).formulas;
  return graph.nodes[values.find((value) => value.name === name)?.node ?? -1];
}

describe('NaN and Infinity', () => {
  it('are numbers, alone, in lists and in arithmetic', () => {
    const text = 'x = [NaN, -Infinity, 1 / Infinity]\nexpect x = [NaN, -Infinity, 0]';
    expect(errorsOf(text)).toEqual([]);
    expect(nodeOf(text, 'x')).toMatchObject({ values: Float64Array.of(NaN, -Infinity, 0) });
  });

  it('are names like others where the file defines them, also further down', () => {
    const text = 'NaN = 3\ny = NaN * 2';
    expect(errorsOf(text)).toEqual([]);
    expect(nodeOf(text, 'y')).toMatchObject({ kind: 'layer', layer: 'Mul' });
    expect(errorsOf('y = Infinity\nInfinity = 3')).toEqual(['Infinity is defined only below, in line 2.']);
  });

  it('are what nan and inf of other languages become', () => {
    expect(errorsOf('x = np.nan')).toEqual(['np.nan is written NaN here.']);
    expect(errorsOf('x = -inf')).toEqual(['inf is written Infinity here.']);
  });

  it('are no tolerance', () => {
    const said = ['The tolerance after within is a number from 0 up.'];
    expect(errorsOf('x = 1\nexpect x = 2 within Infinity')).toEqual(said);
    expect(errorsOf('x = 1\nexpect x = 2 within NaN')).toEqual(said);
  });

  it('are no number for an argument', () => {
    expect(errorsOf('x = full([2], NaN)')).toEqual(['value must be a number.']);
  });
});

import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../src/engine/message';
import { whyNoProbabilities } from '../../../src/data/probabilities';
import { describeSource, fileOf, load } from './samples';

const said = (content: string, given: object = {}): string | undefined => {
  const files = { file: fileOf('f.csv', content) };
  const { targets } = describeSource('csv', { file: 'f.csv', ...given }, files);
  const why = targets.kind === 'values' ? targets.noProbability : undefined;
  return why && formatMessage(why);
};

describe('targets that are no probabilities', () => {
  it('are named with their row and column', () => {
    expect(said('x,t\n1,0.5\n2,-1\n3,1\n')).toBe('f.csv, row 3, column 2 (t) is -1.');
    expect(said('x,u,v\n1,0.5,1\n2,0.2,1.5\n', { target: ['u', 'v'] })).toBe(
      'f.csv, row 3, column 3 (v) is 1.5.',
    );
    expect(said('x,t\n1,0.5\n2,0.25\n')).toBeUndefined();
  });

  it('are found where no file has them', () => {
    const targets = { kind: 'values', values: Float64Array.of(0, 1, NaN), width: 1 } as const;
    expect(formatMessage(whyNoProbabilities(targets) ?? { text: '', values: [] })).toMatch(/^Sample 3 /);
    expect(load('sine').targets).toMatchObject({ noProbability: expect.anything() as object });
  });
});

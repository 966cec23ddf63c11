import { describe, expect, it } from 'vitest';
import { convertPython } from '../../../src/convert';

const again = (line: string): string => `${line}\n`.repeat(60);
const called = (times: number, given: string): string => `${'f('.repeat(times)}${given}${')'.repeat(times)}`;

/** Written out, each of these would take gigabytes. */
describe('what doubles with each line ends, and says so at its line', () => {
  it.each([
    ['lists put together', `x=[1]\n${again('x=x+x')}`],
    ['a list behind itself', `x=[1]\n${again('x.extend(x)')}`],
    ['a list added to itself', `x=[1]\n${again('x+=x')}`],
    ['a text', `s="a"\n${again('s=s+s')}`],
    ['a list of lists', `import numpy as np\nx=[1]\n${again('x=[x,x]')}y=np.array(x)\n`],
    ['a function of what it is given', `f=lambda x: x+x\ny=${called(30, '1.0')}\n`],
    ['a function of NumPy', `import numpy as np\nf=lambda x: np.add(x, x)\ny=${called(35, 'np.ones(2)')}\n`],
    ['a list repeated', 'x=[0]*10**12\n'],
    ['a list in itself', 'x=[1]\nx.append(x)\ny=x+1\n'],
    ['an array of a list in itself', 'import numpy as np\nx=[1]\nx.append(x)\ny=np.array(x)\n'],
  ])('%s', (_, source) => {
    const { text, gaps } = convertPython(source);
    expect(gaps).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(10_000);
  });
});

describe('lists of Python', () => {
  const array = (list: string): string => {
    return convertPython(`import numpy as np\nx = ${list}\ny = np.array(x)\n`).text;
  };

  it.each([
    ['[1.0, 2.0] * 2', 'y = [1.0, 2.0, 1.0, 2.0]\n'],
    ['2 * [1.0, 2.0]', 'y = [1.0, 2.0, 1.0, 2.0]\n'],
    ['[1.0] + [2.0]', 'y = [1.0, 2.0]\n'],
    ['np.array([3.0]) * [2.0]', /\[3.0\] \* \[2.0\]/],
  ])('%s is what Python makes of it', (list, expected) => {
    if (typeof expected === 'string') expect(array(list)).toBe(expected);
    else expect(array(list)).toMatch(expected);
  });

  it('are repeated more than a thousand times, too', () => {
    expect(array('[7.0] * 1001').match(/7/g)).toHaveLength(1001);
  });

  it.each(['[1.0] + 2', '[1.0] * [2]', '[1.0] - [1.0]', '[1.0] * 2.5'])('%s is an error there', (list) => {
    expect(array(list)).toMatch(/# line 2: .* is not understood/);
  });
});

import { describe, expect, test } from 'vitest';
import {
  completionsAt,
  documentSymbols,
  hoverAt,
  quickFixesAt,
  signatureHelpAt,
} from '../../../../src/language/services';
import { formatEdits } from '../../../../src/language/services/format/formatEdits';
import { definitionsAt, referencesAt } from '../../../../src/language/services/names/placesOfNames';
import { renameAt } from '../../../../src/language/services/names/rename';
import { foldingRanges } from '../../../../src/language/services/structure/foldingRanges';
import { checkText } from '../../checkText';
import { accepted, atCursor } from './cursor';

const network = `block Body(units) { Affine(units); ReLU }
network Small {
  data = spiral()
  layers {
    hidden = Affine(8)
    wide = Body(4)
    Affine(3)
    SoftmaxWithLoss
  }
  train { optimizer = SGD(lr=0.1) }
}
`;

async function labels(comparison: string): Promise<readonly string[]> {
  const { text, offset } = atCursor(network + comparison);
  return (await completionsAt(checkText(text), offset)).map(({ label }) => label);
}

function renamed(comparison: string, name: string): string | undefined {
  const { text, offset } = atCursor(network + comparison);
  const result = renameAt(checkText(text), offset, name);
  if (!result.ok) return undefined;
  return result.edits.reduceRight(
    (changed, { range, newText }) => changed.slice(0, range.start) + newText + changed.slice(range.end),
    text,
  );
}

describe('a comparison', () => {
  test('is completed: its beginning, of, and networks', async () => {
    const { text, offset } = atCursor(`${network}com|`);
    const begin = (await completionsAt(checkText(text), offset)).find(({ label }) => label === 'compare');
    if (!begin) throw new Error('compare is not offered.');
    const whole = checkText(accepted(text, begin));
    expect(whole.diagnostics).toEqual([]);
    expect(whole.comparisons).toMatchObject([{ name: 'Seeds', count: 3 }]);
    expect(await labels('compare C |')).toEqual(['of']);
    expect(await labels('compare C of |')).toEqual(['Small']);
  });

  test('is completed: settings that are not there yet, layers and their arguments', async () => {
    const settings = await labels('compare C of Small {\n  seed = 1\n  |\n}');
    expect(settings).toEqual(
      expect.arrayContaining(['optimizer', 'init', 'data', 'batch', 'hidden', 'affine2']),
    );
    expect(settings).toEqual(
      expect.arrayContaining(['hidden.units', 'hidden.init', 'wide.units', 'optimizer.lr', 'data.noise']),
    );
    expect(settings).not.toContain('seed');
    expect(await labels('compare C of Small {\n  hidden.|\n}')).toEqual(
      expect.arrayContaining(['units', 'bias', 'init']),
    );
    expect(await labels('compare C of Small {\n  hidden.u| = [1]\n}')).toContain('units');
  });

  test('is completed: the values of a setting', async () => {
    expect(await labels('compare C of Small { optimizer = [SGD(lr=1), |] }')).toContain('Adam');
    expect(await labels('compare C of Small { optimizer = [SGD(|)] }')).toContain('lr=');
    expect(await labels('compare C of Small { init = | }')).toContain('Xavier');
    expect(await labels('compare C of Small { hidden.init = [|] }')).toContain('Xavier');
    expect(await labels('compare C of Small { hidden = [|] }')).toContain('Conv');
    expect(await labels('compare C of Small { batch = [|] }')).toContain('all');
    expect(await labels('compare C of Small { data = [|] }')).toContain('moons');
  });

  test('has signatures and hovers', () => {
    const { text, offset } = atCursor(`${network}compare C of Small { optimizer = [Adam(|)] }`);
    expect(signatureHelpAt(checkText(text), offset)?.label).toContain('Adam(');
    const hover = (source: string) => {
      const cursor = atCursor(network + source);
      return hoverAt(checkText(cursor.text), cursor.offset)?.contents;
    };
    expect(hover('com|pare C of Small { seed = [1, 2]; init = [He, LeCun, Zeros] }')).toMatchObject({
      kind: 'description',
      variants: 6,
    });
    expect(hover('compare C of Small { optimizer = [SGD(lr=1), Ad|am] }')).toMatchObject({
      signature: expect.stringContaining('Adam(') as unknown,
    });
    expect(hover('compare C of Small { se|ed = [1, 2] }')).toMatchObject({ signature: 'seed=0' });
    expect(hover('compare C of Small { in|it = He }')).toMatchObject({ kind: 'description' });
    expect(hover('compare C of Small { hid|den.units = 3 }')).toMatchObject({
      signature: 'hidden = Affine(8)',
    });
  });

  test('follows renames of the network, of layers and of the parameters of blocks', () => {
    const text = `${network}compare C of Small { hidden.units = [4]; wide.units = [2, 3] }\n`;
    expect(renamed('compare C of |Small { hidden.units = [4]; wide.units = [2, 3] }\n', 'Big')).toBe(
      text.replaceAll('Small', 'Big'),
    );
    expect(renamed('compare C of Small { |hidden.units = [4]; wide.units = [2, 3] }\n', 'first')).toBe(
      text.replaceAll('hidden', 'first'),
    );
    expect(renamed('compare C of Small { hidden.units = [4]; wide.|units = [2, 3] }\n', 'size')).toBe(
      text
        .replace('Body(units) { Affine(units)', 'Body(size) { Affine(size)')
        .replace('wide.units', 'wide.size'),
    );
    expect(renamed('compare |C of Small { hidden.units = [4]; wide.units = [2, 3] }\n', 'Widths')).toBe(
      text.replace('compare C', 'compare Widths'),
    );
    expect(renamed('compare |C of Small { seed = 1 }', 'Small')).toBeUndefined();
    expect(renamed('compare C of Small { |seed = 1 }', 'x')).toBeUndefined();
  });

  test('leads to definitions and references, and is in the outline', () => {
    const { text, offset } = atCursor(`${network}compare C of Sm|all { hidden.units = [4, 8] }\n`);
    const file = checkText(text);
    expect(definitionsAt(file, offset).map(({ name }) => name.start)).toEqual([text.indexOf('Small')]);
    expect(referencesAt(file, text.indexOf('hidden'), true)).toHaveLength(2);
    expect(documentSymbols(file).at(-1)).toMatchObject({
      kind: 'compare',
      name: 'C',
      detail: 'of Small',
      children: [{ kind: 'setting', name: 'hidden.units', detail: '[4, 8]' }],
    });
  });

  test('is formatted and folded like other bodies', () => {
    const text = `${network}compare   C of Small{\nseed=[0,1]\n    hidden . units = [ 4 ]\n}\n`.replace(
      ' . ',
      '.',
    );
    const file = checkText(text);
    const edits = formatEdits(file, { tabSize: 2, insertSpaces: true });
    const formatted = [...edits]
      .reverse()
      .reduce(
        (changed, { range, newText }) => changed.slice(0, range.start) + newText + changed.slice(range.end),
        text,
      );
    expect(formatted.slice(formatted.indexOf('compare'))).toBe(
      'compare C of Small {\n  seed         = [0, 1]\n  hidden.units = [4]\n}\n',
    );
    const lines = formatted.split('\n');
    const line = lines.indexOf('compare C of Small {');
    expect(foldingRanges(file)).toContainEqual({ startLine: line, endLine: line + 2 });
  });

  test('has its repairs in the lightbulb', () => {
    const text = `${network}compare C of Smal { seed = 1 }\n`;
    const fixes = quickFixesAt(checkText(text), {
      start: text.indexOf('Smal {'),
      end: text.indexOf('Smal {'),
    });
    expect(fixes.map(({ title }) => title.values)).toContainEqual(['Small']);
  });
});

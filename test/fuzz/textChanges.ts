import { bindingsOf } from '../../src/language/services/names/binder';
import { dataSources } from '../../src/data/dataSources';
import { checkText, type CheckedFile } from '../../src/language';
import type { TextEdit } from '../../src/language/diagnostic';
import { formatEdits } from '../../src/language/services/format/formatEdits';
import { renameAt } from '../../src/language/services/names/rename';
import { randomDefinition } from './definitions';
import type { Choices, FuzzTarget, GrowthCase } from './target';

function check(text: string): CheckedFile {
  return checkText(text, { dataSources, fileKind: () => 'file' });
}

/** @throws Error where edits are not in the order of the text, or overlap */
function edited(text: string, edits: readonly TextEdit[]): string {
  let last = 0;
  const parts: string[] = [];
  for (const { range, newText } of edits) {
    if (range.start < last || range.end < range.start) throw new Error('Edits overlap.');
    parts.push(text.slice(last, range.start), newText);
    last = range.end;
  }
  return parts.join('') + text.slice(last);
}

/** What must stay whatever is formatted or renamed, but for a name that is renamed. */
function meaningOf({ ast, diagnostics, formulas, networks, comparisons }: CheckedFile): readonly string[] {
  return [
    ...ast.tokens.map(({ kind, startsLine }) => `${kind} ${String(startsLine)}`),
    ...diagnostics.map(({ code, severity }) => `${severity} ${code}`),
    ...formulas.graph.nodes.map(({ kind, shape }) => `${kind} ${shape.join('×')}`),
    ...networks.flatMap(({ layers }) => layers.map(({ type }) => type)),
    ...comparisons.map(({ count, comparison }) => `${String(count)} ${String(comparison !== undefined)}`),
  ];
}

function requireAlike(what: string, before: readonly string[], after: readonly string[]): void {
  const at = before.findIndex((line, index) => line !== after[index]);
  if (at < 0 && before.length === after.length) return;
  const place = at < 0 ? before.length : at;
  throw new Error(`${what}: ${String(before[place])} became ${String(after[place])}.`);
}

/** Formats twice: the second time nothing is left to do. */
function requireFormatted(file: CheckedFile, tabSize: number, insertSpaces: boolean): void {
  const options = { tabSize, insertSpaces };
  const formatted = check(edited(file.text, formatEdits(file, options)));
  requireAlike('Formatting', meaningOf(file), meaningOf(formatted));
  requireAlike(
    'The words of the text, formatted',
    file.ast.tokens.map(({ text }) => text),
    formatted.ast.tokens.map(({ text }) => text),
  );
  const [again] = formatEdits(formatted, options);
  if (again) throw new Error(`What is formatted is formatted again at ${String(again.range.start)}.`);
}

/** Renames, and takes the rename back. */
function requireRenamed(file: CheckedFile, choices: Choices): void {
  const { bindings } = bindingsOf(file.ast);
  const binding = bindings[choices.below(Math.max(1, bindings.length))];
  const place = binding?.occurrences[choices.below(binding.occurrences.length)];
  if (!place) return;
  const newName = choices.oneOf(['q', '名前', 'relu', 'x', 'B', 'np', 'He', 'affine1', 'grad', '2x', 'if']);
  const result = renameAt(file, place.start, newName);
  if (!result.ok) return;
  const renamed = check(edited(file.text, result.edits));
  requireAlike('Renaming', meaningOf(file), meaningOf(renamed));
  const back = renameAt(renamed, result.edits[0]?.range.start ?? place.start, place.binding.name);
  if (!back.ok) throw new Error(`${newName} cannot be renamed back to ${place.binding.name}.`);
  requireAlike('Renaming back', meaningOf(file), meaningOf(check(edited(renamed.text, back.edits))));
}

function growing(name: string, part: (index: number) => string, before = '', behind = ''): GrowthCase {
  return {
    name,
    attempt(count) {
      const text = before + Array.from({ length: count }, (_, index) => part(index)).join('') + behind;
      const file = check(text);
      return () => {
        formatEdits(file, { tabSize: 2, insertSpaces: true });
        const [first] = bindingsOf({ ...file.ast }).occurrences;
        if (first) renameAt(file, first.start, 'renamed');
      };
    },
  };
}

/** Services that change the text: what it means must stay. */
export const textChanges: FuzzTarget = {
  name: 'textChanges',

  makeCase(choices) {
    const input = randomDefinition(choices);
    return {
      input,
      attempt() {
        const file = check(input);
        requireFormatted(file, 1 + choices.below(4), choices.chance(0.5));
        for (let round = 0; round < 4; round++) requireRenamed(file, choices);
      },
      mostWork: 4_000_000 * (1 + input.split('network').length) + 40_000 * input.length,
    };
  },

  growth: [
    growing('definitions', (i) => `x${String(i)} = ${String(i)}\n`),
    growing('a name used often', () => 'y = x\n', 'x = 1\n'),
    growing('rows of a matrix', (i) => `  [1.5, ${String(i)}],\n`, 'x = [\n', ']'),
    growing('rows that hang on their bracket', (i) => `  [1.5, ${String(i)}],\n`, 'x = [1,\n', ']'),
    growing('rows on one line', (i) => `[1.5, ${String(i)}],`, 'x = [', ']'),
    growing('lines of a sum', () => '\n + x', 'x = 1\ny = x'),
    growing('comments behind code', (i) => `x${String(i)} = 1  # note\n`),
    growing('open brackets', () => 'y = (\n'),
    growing('broken lines', () => 'y = x x\n', 'x = 1\n'),
    growing('layers', (i) => `a${String(i)} = ReLU\n`, 'network N {\nlayers {\n', '}\n}'),
    growing('layers that are pointed at', () => 'Add(h)\n', 'network N {\nlayers {\nh = ReLU\n', '}\n}'),
    growing('layers that are unknown', (i) => `Add(h${String(i)})\n`, 'network N {\nlayers {\n', '}\n}'),
    growing('repeats', () => 'repeat 2 { ReLU }\n', 'network N {\nlayers {\n', '}\n}'),
    growing('blocks', (i) => `block B${String(i)}(n) { Affine(n) }\n`),
  ],
};

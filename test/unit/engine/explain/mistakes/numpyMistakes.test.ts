import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findMistakes } from '../../../../../src/engine/explain/mistakes/findMistakes';
import { answersOf, shownMistakes } from '../../../../../src/language/services/sheets/mistakes';
import { runFormulas } from '../../../../../src/runtime/formulaService';
import { checkText } from '../../../checkText';

/** A number, or numbers in lists. */
type Numbers = number | readonly Numbers[];

interface Definition {
  readonly name: string;
  readonly text: string;
  /** By what is asked for, as NumPy computes it. */
  readonly right: Readonly<Record<string, Numbers>>;
  readonly answers: readonly { readonly kind: string; readonly asked: string; readonly numbers: Numbers }[];
}

/** Written by test/oracle/mistakes_make.py. */
const definitions = JSON.parse(readFileSync('test/oracle/mistakes.json', 'utf8')) as readonly Definition[];

/** Numbers as they are typed: all figures, or with so many places behind the point as NumPy prints them. */
function typed(numbers: Numbers, places?: number): string {
  if (typeof numbers !== 'number') return `[${numbers.map((each) => typed(each, places)).join(', ')}]`;
  return places === undefined ? String(numbers).replace('e+', 'e') : String(Number(numbers.toFixed(places)));
}

/** Single digits, or one number of three figures at most. */
const fewFigures = /^\[*-?(\d[\],[ -]*)+$|^-?[\d.]{1,3}$/;

/**
 * The kinds of mistakes that give an answer, for numbers of few figures those that are only possible, too;
 * `undefined` where it is right.
 */
function kindsOf(text: string, asked: string, answer: string): readonly string[] | undefined {
  const file = checkText(`${text}\nexpect ${asked} = ${answer}\n`);
  expect(file.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const program = { graph: file.formulas.graph, passes: file.formulas.passes };
  const outcome = runFormulas({ program });
  if (!outcome.ok) throw new Error(outcome.failure.message.text);
  const answers = answersOf(file, outcome.result);
  const found = findMistakes(
    program.graph,
    program.passes,
    answers.map((each) => each.answer),
  );
  const kinds = [...shownMistakes(file.formulas, outcome.result, answers, found).values()][0]?.kinds;
  const possible = fewFigures.test(answer) ? found[0]?.possible : undefined;
  return possible === undefined ? kinds : [...(kinds ?? []), possible.kind];
}

describe.each(definitions)('$name, with a mistake made in NumPy', ({ text, right, answers }) => {
  it.each(answers)('$kind in $asked is found', ({ kind, asked, numbers }) => {
    expect(kindsOf(text, asked, typed(numbers))).toContain(kind);
  });

  it('is found nearly always where the answer has eight places, as NumPy prints it', () => {
    const missed = answers.filter(({ kind, asked, numbers }) => {
      const kinds = kindsOf(text, asked, typed(numbers, 8)) ?? [];
      return !kinds.includes(kind);
    });
    expect(missed.map(({ kind, asked }) => `${kind} ${asked}`)).toEqual([]);
  });

  it('right answers are right, and rounded ones no mistake', () => {
    for (const [asked, numbers] of Object.entries(right)) {
      expect(kindsOf(text, asked, typed(numbers)), asked).toBeUndefined();
      const rounded = kindsOf(text, asked, typed(numbers, 4)) ?? ['rounded'];
      expect(rounded, asked).toEqual(['rounded']);
    }
  });
});

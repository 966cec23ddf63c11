import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { formatMessage } from '../../../../src/engine/message';
import type { AskedNumbers } from '../../../../src/language/checkedFormulas';
import type { ShownMistake } from '../../../../src/language/diagnostic';
import { gradeExpectations, type Grade } from '../../../../src/language/services/sheets/grading';
import {
  answersOf,
  mistakesInNetworks,
  shownMistakes,
} from '../../../../src/language/services/sheets/mistakes';
import { gradeNetwork } from '../../../../src/language/services/sheets/networkGrading';
import { displayWidth } from '../../../../src/language/displayWidth';
import { askedOf } from '../../../../src/language/services/sheets/networkSeal';
import { tokensIn } from '../../../../src/language/scanner/token';
import { findFormulaMistakes } from '../../../../src/runtime/formulaService';
import { findNetworkMistakes, readFirstPass } from '../../../../src/runtime/training/networkFirstPass';
import type { CheckedFile } from '../../../../src/language';
import { examplesFolder, readExample } from '../../exampleFiles';
import { runText } from '../formulas/formulaRuns';
import {
  documented,
  editorSurfaces,
  leaks,
  looksLike,
  numbersIn,
  printed,
  withEdges,
} from '../sheetSurfaces';

vi.mock('vscode', async () => (await import('../vscodeOfSurfaces')).vscodeOfSurfaces);

/** How a lesson is solved, and what goes wrong in it: by the question, counted from 0. */
interface Solution {
  readonly answers: readonly string[];
  readonly mistakes: readonly {
    readonly at: number;
    readonly answer: string;
    /** What the second try is told. */
    readonly told: readonly string[];
  }[];
}

const languages = ['en', 'ja'] as const;
const solutionsFolder = path.resolve(import.meta.dirname, '../../../fixtures/lessons');
const names = readdirSync(solutionsFolder).map((file) => path.basename(file, '.json'));
const lessons = names.flatMap((name) => languages.map((language) => ({ name, language })));

const solutionOf = (name: string): Solution =>
  JSON.parse(readFileSync(path.join(solutionsFolder, `${name}.json`), 'utf8')) as Solution;

const lessonText = (name: string, language: string): string =>
  readExample(`lessons/${language}/${name}.backprop`);

/** A lesson with these answers in place of its first blanks. */
function filledIn(text: string, answers: readonly string[]): string {
  return answers.reduce((lesson, answer) => lesson.replace('= ?', `= ${answer}`), text);
}

function dataOf({ data }: NonNullable<CheckedFile['networks'][number]['program']>) {
  return { source: data.source, arguments: data.settings, files: {} };
}

/** The grades of all questions of a text, formulas and networks, in the order of the text. */
function gradesOf(text: string): readonly Grade[] {
  const { file, numbers } = runText(text);
  const ofNetworks = file.networks.flatMap((outline) => {
    const { program } = outline;
    if (program === undefined) throw new Error(`${outline.name} is broken.`);
    const asked = askedOf(outline, true);
    const request = { network: program.definition, data: dataOf(program), asked };
    const outcome = readFirstPass(request, referenceBackend);
    if (outcome.kind !== 'computed') throw new Error(`${outline.name} is not computed.`);
    return gradeNetwork(outline, outcome.tensors, true);
  });
  return [...gradeExpectations(file.formulas, numbers), ...ofNetworks].sort(
    (a, b) => a.expectation.statement.start - b.expectation.statement.start,
  );
}

/** What is told of the mistakes of a text from the second try on, by the question. */
async function told(text: string): Promise<ReadonlyMap<number, readonly string[]>> {
  const { file, program, numbers } = runText(text);
  const answers = answersOf(file, numbers);
  const found = findFormulaMistakes({ program, answers: answers.map(({ answer }) => answer) });
  const grades = gradesOf(text);
  const shown = new Map<AskedNumbers, ShownMistake>([
    ...shownMistakes(file.formulas, numbers, answers, found),
    ...(await mistakesInNetworks(file, file.networks, grades, (network, given) =>
      Promise.resolve(
        findNetworkMistakes(
          { network: network.definition, data: dataOf(network), answers: given },
          referenceBackend,
        ),
      ),
    )),
  ]);
  const questions = grades.map(({ expectation }) => expectation.statement.start);
  return new Map(
    [...shown].map(([{ statement }, { sentences }]) => [
      questions.indexOf(statement.start),
      sentences.map(formatMessage),
    ]),
  );
}

/** Lines and columns are small whole numbers, and the documentation of a word has its 0.4. */
function isEverywhere(number: number): boolean {
  return (Number.isInteger(number) && number < 100) || number === Number(number.toPrecision(1));
}

function withAt<Item>(items: readonly Item[], at: number, item: Item): Item[] {
  return items.map((each, index) => (index === at ? item : each));
}

describe('the lessons', () => {
  test('are the same eight in both languages, each with its solution', () => {
    for (const language of languages) {
      const files = readdirSync(path.join(examplesFolder, 'lessons', language));
      expect(files.sort()).toEqual(names.map((name) => `${name}.backprop`).sort());
    }
  });

  test.each(languages)('in %s stand beside a graph without their comments being wrapped', (language) => {
    // A window of 1440 pixels leaves so many columns to the editor.
    const columns = 50;
    for (const name of names) {
      const comments = lessonText(name, language)
        .split('\n')
        .filter((line) => line.startsWith('#'));
      expect(comments.filter((line) => displayWidth(line) > columns)).toEqual([]);
    }
  });

  test.each(names)('%s has the same numbers and the same questions in both languages', (name) => {
    const [english, japanese] = languages.map((language) => {
      const { file } = runText(lessonText(name, language));
      const tokens = tokensIn(file.ast.tokens, { start: 0, end: file.text.length });
      return tokens.filter(({ kind }) => kind !== 'name' && kind !== 'string').map(({ text }) => text);
    });
    expect(japanese).toEqual(english);
  });
});

describe.each(lessons)('$language: $name', ({ name, language }) => {
  const text = lessonText(name, language);
  const { answers, mistakes } = solutionOf(name);

  test('asks for what its solution answers, and says nothing else before it is begun', () => {
    const { file } = runText(text);
    expect(gradesOf(text).map(({ kind }) => kind)).toEqual(answers.map(() => 'blank'));
    expect(
      file.diagnostics.filter(({ code }) => code !== 'blank').map(({ message }) => message.text),
    ).toEqual([]);
    expect(text.startsWith(`sheet "${name.slice(0, 1)}. `)).toBe(true);
  });

  test('is solved, and holds none of its solution before', () => {
    const solved = filledIn(text, answers);
    expect(gradesOf(solved).map(({ kind }) => kind)).toEqual(answers.map(() => 'ok'));
    expect(runText(solved).file.diagnostics.map(({ message }) => message.text)).toEqual([]);
  });

  test.each(mistakes)(
    'question $at answered by $answer is told its mistake',
    async ({ at, answer, ...mistake }) => {
      const failed = filledIn(text, withAt(answers, at, answer));
      expect(gradesOf(failed).map(({ kind }) => kind)).toEqual(
        withAt(
          answers.map(() => 'ok'),
          at,
          'failed',
        ),
      );
      expect((await told(failed)).get(at)).toEqual(mistake.told);
    },
  );

  test('shows the number of no open question, however far it is solved', async () => {
    let searched = 0;
    for (let right = 0; right < answers.length; right++) {
      const open = answers.slice(right);
      const wrong = mistakes.find(({ at }) => at === right)?.answer ?? '?';
      const sheet = filledIn(text, [...answers.slice(0, right), wrong]);
      const said = [...numbersIn(sheet), ...documented];
      const secret = open
        .flatMap(numbersIn)
        .filter((number) => !isEverywhere(number))
        .filter((number) => !said.some((known) => looksLike(known, number)));
      searched += secret.length;
      const run = withEdges(runText(sheet));
      expect(leaks(await editorSurfaces(run), secret), sheet).toEqual([]);
      const values = run.file.formulas.values.map((value) => value.name);
      expect(leaks(await printed(sheet, values.slice(-3)), secret), sheet).toEqual([]);
    }
    expect(searched).toBeGreaterThan(0);
  });
});

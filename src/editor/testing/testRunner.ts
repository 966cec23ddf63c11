import * as vscode from 'vscode';
import type {
  AskedNumbers,
  CheckedFile,
  DataCall,
  NetworkOutline,
  Range,
  ShownMistake,
} from '../../language';
import {
  answersOf,
  askedOf,
  gradeNetwork,
  mistakesInNetworks,
  shownMistakes,
  type DefinitionTest,
  type Grade,
} from '../../language/services';
import type { Remote } from '../../protocol/channel';
import type { FormulaValues } from '../../protocol/formulaProgram';
import { handOver } from '../../protocol/handOver';
import type { RuntimeService } from '../../protocol/runtimeService';
import type { DataRequest } from '../../protocol/training';
import type { ReadData } from '../data/readData';
import { type Computation, explainFailure } from '../formulas/computation';
import { programOf } from '../formulas/formulaRun';
import { localise } from '../localise';
import { NetworkText } from '../training/networkText';
import { explainRefusals } from '../training/runnableNetwork';
import {
  checkOutcome,
  errored,
  expectationOutcomes,
  outcomesOf,
  gradientCheckOutcome,
  networkOf,
  notComputed,
  outcomeBefore,
  type TestOutcome,
} from './testOutcomes';

/** A test, and whatever its owner knows it by. */
export interface TestOfText {
  readonly test: DefinitionTest;
}

/** Who is notified of the tests of one text: of the end of each, unless they are cancelled before. */
export interface TestListener<Test> {
  readonly started: (test: Test) => void;
  readonly ended: (test: Test, outcome: TestOutcome) => void;
}

/** Reads the files of a network's data; asked between two whether it may stop. */
export type ReadNetworkData = (
  uri: vscode.Uri,
  data: DataCall,
  isCancelled: () => boolean,
) => Promise<ReadData>;

/** Whether the family of the mistake behind an answer in a sheet may be told. */
export type MayHint = (uri: vscode.Uri, file: CheckedFile, expectation: AskedNumbers) => boolean;

/** An answer of the runtime, or the sentence that says why there is none. */
type Answered<Answer> =
  { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly sentence: string };

/** The formulas of a text with the outcomes of its `expect`s, or why there are none. */
type ComputedText =
  | {
      readonly ok: true;
      readonly numbers: FormulaValues;
      readonly outcomes: ReadonlyMap<number, TestOutcome>;
    }
  | { readonly ok: false; readonly sentence: string; readonly range?: Range };

/** The expectations of a network with their outcomes, or why there are none. */
type GradedNetwork =
  | {
      readonly ok: true;
      readonly grades: readonly Grade[];
      readonly outcomes: ReadonlyMap<number, TestOutcome>;
    }
  | { readonly ok: false; readonly outcome: TestOutcome };

function openQuestions(network: string): string {
  return vscode.l10n.t('{0} has open questions: its gradients are checked when they are answered.', network);
}

/** Computes the tests of one text after the other. */
export class TestRunner {
  /** @param computation of a runtime that nobody else waits for: to cancel ends whatever it computes */
  constructor(
    private readonly computation: Computation,
    private readonly readNetworkData: ReadNetworkData,
    private readonly mayHint: MayHint,
  ) {}

  async run<Test extends TestOfText>(
    uri: vscode.Uri,
    file: CheckedFile,
    tests: readonly Test[],
    { started, ended }: TestListener<Test>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const end = (test: Test, outcome: TestOutcome): void => {
      if (!token.isCancellationRequested) ended(test, outcome);
    };
    const listening = token.onCancellationRequested(() => {
      this.computation.cancel();
    });
    try {
      // One run of the formulas is for all tests of them.
      let computed: Promise<ComputedText> | undefined;
      const passes = new Map<NetworkOutline, Promise<GradedNetwork>>();
      const gradesOf = (network: NetworkOutline): Promise<GradedNetwork> => {
        const graded = passes.get(network) ?? this.gradeNetwork(uri, file, network, token);
        passes.set(network, graded);
        return graded;
      };
      for (const test of tests) {
        if (token.isCancellationRequested) return;
        const known = outcomeBefore(file, test.test);
        if (known !== undefined) {
          end(test, known);
          continue;
        }
        started(test);
        const asking = file.networks.find(({ expectations }) =>
          expectations.some(({ statement }) => statement.start === test.test.statement.start),
        );
        if (asking) {
          const graded = await gradesOf(asking);
          const { statement } = test.test;
          end(
            test,
            graded.ok
              ? (graded.outcomes.get(statement.start) ?? errored(notComputed(), statement))
              : graded.outcome,
          );
        } else if (test.test.kind === 'networkCheck')
          end(test, await this.checkNetwork(uri, file, test.test, token, gradesOf));
        else
          end(test, await this.testFormulas(file, test.test, await (computed ??= this.compute(uri, file))));
      }
    } finally {
      listening.dispose();
    }
  }

  private async compute(uri: vscode.Uri, file: CheckedFile): Promise<ComputedText> {
    const program = programOf(file.formulas);
    const computed = await this.ask((service) => service.runFormulas({ program }));
    if (!computed.ok) return computed;
    const { answer } = computed;
    if (!answer.ok) return { ok: false, ...explainFailure(file, answer.failure) };
    const numbers = answer.result;
    const mistakes = this.told(uri, file, await this.findMistakes(file, numbers));
    return { ok: true, numbers, outcomes: expectationOutcomes(file, numbers, mistakes) };
  }

  /** In a sheet what is told depends on how often the answer has been tried. */
  private told(
    uri: vscode.Uri,
    file: CheckedFile,
    mistakes: ReadonlyMap<AskedNumbers, ShownMistake>,
  ): ReadonlyMap<AskedNumbers, ShownMistake> {
    if (file.formulas.sheet === undefined) return mistakes;
    return new Map([...mistakes].filter(([expectation]) => this.mayHint(uri, file, expectation)));
  }

  private async findMistakes(
    file: CheckedFile,
    numbers: FormulaValues,
  ): Promise<ReadonlyMap<AskedNumbers, ShownMistake>> {
    const { formulas } = file;
    const answers = answersOf(file, numbers);
    if (answers.length === 0) return new Map();
    const found = await this.ask((service) =>
      service.findMistakes({ program: programOf(formulas), answers: answers.map(({ answer }) => answer) }),
    );
    return found.ok ? shownMistakes(formulas, numbers, answers, found.answer) : new Map();
  }

  private async testFormulas(
    file: CheckedFile,
    { kind, statement }: DefinitionTest,
    computed: ComputedText,
  ): Promise<TestOutcome> {
    if (!computed.ok) return errored(computed.sentence, computed.range ?? statement);
    if (kind === 'expectation') {
      return computed.outcomes.get(statement.start) ?? errored(notComputed(), statement);
    }
    const pass = file.formulas.passes.findIndex((each) => each.statement.start === statement.start);
    const request = { program: programOf(file.formulas), pass };
    const checked = await this.ask((service) => service.checkGradients(request));
    return checked.ok
      ? gradientCheckOutcome(file, computed.numbers, pass, checked.answer)
      : errored(checked.sentence, statement);
  }

  /** Of the first mini-batch, before the first update: a run of its own, which ends with the test. */
  private async checkNetwork(
    uri: vscode.Uri,
    file: CheckedFile,
    test: DefinitionTest,
    token: vscode.CancellationToken,
    gradesOf: (network: NetworkOutline) => Promise<GradedNetwork>,
  ): Promise<TestOutcome> {
    const found = networkOf(file, test);
    if ('outcome' in found) return found.outcome;
    const { program, outline } = found;
    const isSheet = file.formulas.sheet !== undefined;
    for (const network of isSheet ? file.networks : [outline]) {
      if (network.expectations.length === 0) continue;
      const graded = isSheet ? await gradesOf(network) : undefined;
      const isAnswered =
        graded === undefined
          ? network.expectations.every(({ expected }) => expected !== undefined)
          : graded.ok && graded.grades.every(({ kind }) => kind === 'ok');
      // What is compared of the gradients would answer the question.
      if (!isAnswered) return { kind: 'skipped', details: [openQuestions(network.name)] };
    }
    const data = await this.readNetworkData(uri, program.data, () => token.isCancellationRequested);
    if (token.isCancellationRequested) return errored(notComputed(), test.place);
    if (!data.ok) {
      const blamed = data.argument === undefined ? undefined : program.data.arguments[data.argument];
      return errored(data.sentence, blamed ?? program.data.range);
    }
    const { request } = data;
    const started = await this.ask((service) =>
      service.startTraining(handOver({ network: program.definition, data: request }, bytesOf(request))),
    );
    if (!started.ok) return errored(started.sentence, test.place);
    if (!started.answer.ok) {
      const text = new NetworkText(file, outline, program);
      const { sentence, range } = explainRefusals(started.answer.refusals, program, text);
      return errored(sentence, range ?? test.place);
    }
    const { session } = started.answer.description;
    const checked = await this.ask((service) => service.checkTrainingGradients({ session }));
    await this.ask((service) => service.endTraining({ session }));
    if (!checked.ok) return errored(checked.sentence, test.place);
    const { answer } = checked;
    // Nobody cancels a check of this runtime but with the runtime itself.
    if (answer === undefined) return errored(notComputed(), test.place);
    return answer.ok ? checkOutcome(answer.check, test.place) : errored(localise(answer.memory), test.place);
  }

  /** What is expected of a network, by its first mini-batch. */
  private async gradeNetwork(
    uri: vscode.Uri,
    file: CheckedFile,
    outline: NetworkOutline,
    token: vscode.CancellationToken,
  ): Promise<GradedNetwork> {
    const { program, nameRange } = outline;
    const failed = (sentence: string, range: Range = nameRange): GradedNetwork => ({
      ok: false,
      outcome: errored(sentence, range),
    });
    const isSheet = file.formulas.sheet !== undefined;
    if (!program) return failed(notComputed());
    const data = await this.readNetworkData(uri, program.data, () => token.isCancellationRequested);
    if (!data.ok) return failed(data.sentence, program.data.range);
    const { request } = data;
    const answered = await this.ask((service) =>
      service.computeFirstPass(
        handOver(
          { network: program.definition, data: request, asked: askedOf(outline, isSheet) },
          bytesOf(request),
        ),
      ),
    );
    if (!answered.ok) return failed(answered.sentence);
    const { answer } = answered;
    if (answer.kind === 'too much') return failed(notComputed());
    if (answer.kind === 'refused') {
      const { sentence, range } = explainRefusals(
        answer.refusals,
        program,
        new NetworkText(file, outline, program),
      );
      return failed(sentence, range);
    }
    const grades = gradeNetwork(outline, answer.tensors, isSheet);
    const found = await mistakesInNetworks(file, [outline], grades, async (written, answers) => {
      // The bytes that were read went to the runtime with the question before.
      const again = await this.readNetworkData(uri, written.data, () => token.isCancellationRequested);
      if (!again.ok || token.isCancellationRequested) return [];
      const asked = { network: written.definition, data: again.request, answers };
      const looked = await this.ask((service) =>
        service.findNetworkMistakes(handOver(asked, bytesOf(again.request))),
      );
      return looked.ok ? looked.answer : [];
    });
    return { ok: true, grades, outcomes: outcomesOf(grades, this.told(uri, file, found)) };
  }

  private async ask<Answer>(
    question: (service: Remote<RuntimeService>) => Promise<Answer>,
  ): Promise<Answered<Answer>> {
    const computed = await this.computation.runQuietly('Tests', question);
    if (computed.kind === 'done') return { ok: true, answer: computed.answer };
    return { ok: false, sentence: computed.kind === 'failed' ? computed.sentence : notComputed() };
  }
}

function bytesOf({ files }: DataRequest): readonly Uint8Array[] {
  return Object.values(files).flatMap((file) => file?.bytes ?? []);
}

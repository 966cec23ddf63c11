import { dequal } from 'dequal/lite';
import * as vscode from 'vscode';
import type { CheckedFile, NetworkOutline, NetworkProgram } from '../../language';
import {
  askedOf,
  gradeNetwork,
  openQuestions,
  sealOfNetwork,
  type ComputedNetwork,
  type Grade,
  type PassNumbers,
} from '../../language/services';
import type { AskedQuantity } from '../../engine/training/firstPass';
import type { Diagnosis } from '../../engine/explain/mistakes/diagnosis';
import type { NetworkMistakeRequest } from '../../protocol/firstPassRequest';
import { handOver } from '../../protocol/handOver';
import type { ReadData } from '../data/readData';
import type { DataPreviews } from '../data/dataPreviews';
import { DataPlace, type RealPath } from '../data/dataPlace';
import type { Documents } from '../documents/documents';
import type { Computation } from '../formulas/computation';
import type { RunSealing } from './networkRun';
import { isSameNetwork } from './networkText';

/** What is computed without being asked: a pass that is done in a moment, of files that are small. */
const unasked = { mostSeconds: 0.02, mostBytes: 2 ** 22 };

/** `unknown`: it is not known what would answer a question, so nothing of the network may be shown. */
export type NetworkSealing =
  | { readonly kind: 'open' }
  | ({ readonly kind: 'sealed' } & RunSealing)
  | { readonly kind: 'unknown'; readonly sentence: string; readonly questions: readonly string[] };

/** The first mini-batch of a network as it was written. */
interface KnownPass {
  readonly program: NetworkProgram;
  readonly asked: readonly AskedQuantity[];
  /** Absent where it would have taken long, or could not be computed. */
  readonly numbers: PassNumbers | undefined;
  /** It would have taken long. */
  readonly waits: boolean;
}

/**
 * Grades what is expected of networks: by itself where the first mini-batch is done in a moment, else when a
 * person runs the network or its tests. What was computed is kept while only answers are typed.
 */
export class NetworkGrades implements vscode.Disposable {
  private passes = new Map<string, KnownPass>();
  private readonly didGrade = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable;

  /** Other numbers are known of the networks of a document. */
  readonly onDidGrade = this.didGrade.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly documents: Documents,
    data: DataPreviews,
    private readonly computation: Computation,
    private readonly realPath: RealPath,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.didGrade,
      documents.onDidCheck((document) => {
        void this.compute(document, unasked);
      }),
      documents.onDidClose(({ uri }) => {
        for (const key of this.passes.keys())
          if (key.startsWith(`${uri.toString()} `)) this.passes.delete(key);
      }),
      // Documents are checked again when their data were seen, which computes anew.
      data.onDidChangeFile(() => {
        this.passes = new Map();
      }),
    );
  }

  /** How the expectations of all networks of a text fare, as far as they are computed. */
  grade(uri: vscode.Uri, { networks, formulas }: CheckedFile): Grade[] {
    const isSheet = formulas.sheet !== undefined;
    return networks.flatMap((outline) => {
      const known = this.find(uri, outline, isSheet);
      const grades = gradeNetwork(outline, known?.numbers, isSheet);
      if (known?.waits !== true) return grades;
      return grades.map((grade) =>
        grade.kind === 'notComputed' ? { ...grade, waits: true as const } : grade,
      );
    });
  }

  /**
   * What of a network must be shown nowhere; where that cannot be known, why nothing of it may be shown. What
   * is not known for that is computed first, however long it takes.
   */
  async sealOf(document: vscode.TextDocument, network: string): Promise<NetworkSealing> {
    const { file } = this.documents.check(document);
    // Whoever runs a network sees its expectations graded, too, where that was not done unasked.
    if (file.networks.some(({ expectations }) => expectations.length > 0)) await this.compute(document);
    return this.sealNow(document.uri, file, network);
  }

  /** The same by what is known already: what is not known counts as not answered. */
  sealNow(uri: vscode.Uri, file: CheckedFile, network: string): NetworkSealing {
    const isSheet = file.formulas.sheet !== undefined;
    const computed = file.networks.map((outline): ComputedNetwork => ({
      outline,
      numbers: this.find(uri, outline, isSheet)?.numbers,
    }));
    const own = computed.find(
      ({ outline }) => outline === file.networks.find(({ name }) => name === network),
    );
    if (!own) return { kind: 'open' };
    const others = computed.filter((each) => each !== own);
    const questions = [own, ...(isSheet ? others : [])].flatMap((each) => openQuestions(each, isSheet));
    if (questions.length === 0) return { kind: 'open' };
    const seal = sealOfNetwork(own, isSheet, others);
    if (seal) return { kind: 'sealed', seal: { sealed: seal.sealed, isSheet }, questions };
    return {
      kind: 'unknown',
      questions,
      sentence: vscode.l10n.t(
        '{0} is asked about, and its first mini-batch cannot be computed. Nothing of it is shown before it is known what would give an answer away.',
        network,
      ),
    };
  }

  /** Computes what the networks of a document are graded by, where that is not known. */
  async compute(document: vscode.TextDocument, limits: Partial<typeof unasked> = {}): Promise<void> {
    const { file } = this.documents.check(document);
    const { uri } = document;
    const isSheet = file.formulas.sheet !== undefined;
    // What was computed of data that have changed meanwhile goes with the map that was thrown away.
    const { passes } = this;
    let isNew = false;
    for (const outline of file.networks) {
      const known = this.find(uri, outline, isSheet);
      const isEnough =
        known !== undefined && (known.numbers !== undefined || limits.mostSeconds !== undefined);
      const asked = askedOf(outline, isSheet);
      if (!outline.program || asked.length === 0 || isEnough) continue;
      const computed = await this.firstPass(uri, asked, outline.program, limits);
      const numbers = typeof computed === 'string' ? undefined : computed;
      const waits = computed === 'too much';
      passes.set(keyOf(uri, outline), { program: outline.program, asked, numbers, waits });
      isNew = true;
    }
    if (isNew && !document.isClosed) this.didGrade.fire(document);
  }

  /** The grades of a text that no editor has to show, as far as they are computed in a moment. */
  async gradeText(uri: vscode.Uri, { networks, formulas }: CheckedFile): Promise<readonly Grade[]> {
    const isSheet = formulas.sheet !== undefined;
    const grades: Grade[] = [];
    for (const outline of networks) {
      const asked = askedOf(outline, isSheet);
      const computed =
        outline.program && asked.length > 0
          ? await this.firstPass(uri, asked, outline.program, unasked)
          : undefined;
      const numbers = typeof computed === 'string' ? undefined : computed;
      grades.push(...gradeNetwork(outline, numbers, isSheet));
    }
    return grades;
  }

  /** What went wrong in each answer, by its index; nothing where that is not done in a moment. */
  async findMistakes(
    uri: vscode.Uri,
    program: NetworkProgram,
    answers: NetworkMistakeRequest['answers'],
  ): Promise<readonly (Diagnosis | undefined)[]> {
    const { mostSeconds, mostBytes } = unasked;
    const data = await this.readData(uri, program, mostBytes);
    if (!data.ok) return [];
    const request = { network: program.definition, data: data.request, answers, mostSeconds };
    const files = Object.values(data.request.files).flatMap((file) => file?.bytes ?? []);
    const computed = await this.computation.runQuietly('mistakes', (service) =>
      service.findNetworkMistakes(handOver(request, files)),
    );
    return computed.kind === 'done' ? computed.answer : [];
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private find(uri: vscode.Uri, outline: NetworkOutline, isSheet: boolean): KnownPass | undefined {
    const known = this.passes.get(keyOf(uri, outline));
    const isOfText =
      known !== undefined &&
      outline.program !== undefined &&
      isSameNetwork(known.program, outline.program) &&
      dequal(known.asked, askedOf(outline, isSheet));
    return isOfText ? known : undefined;
  }

  private async readData(
    uri: vscode.Uri,
    program: NetworkProgram,
    mostBytes: number | undefined,
  ): Promise<ReadData> {
    const { readData } = await import(/* webpackChunkName: "extension.data" */ '../data/readData');
    const place = new DataPlace(this.extension, uri);
    return readData(program.data, place, this.realPath, () => false, mostBytes);
  }

  private async firstPass(
    uri: vscode.Uri,
    asked: readonly AskedQuantity[],
    program: NetworkProgram,
    { mostSeconds, mostBytes }: Partial<typeof unasked>,
  ): Promise<PassNumbers | 'too much' | undefined> {
    const data = await this.readData(uri, program, mostBytes);
    if (!data.ok) return mostBytes === undefined ? undefined : 'too much';
    const request = {
      network: program.definition,
      data: data.request,
      asked,
      ...(mostSeconds !== undefined && { mostSeconds }),
    };
    const files = Object.values(data.request.files).flatMap((file) => file?.bytes ?? []);
    const computed = await this.computation.runQuietly('grading', (service) =>
      service.computeFirstPass(handOver(request, files)),
    );
    if (computed.kind !== 'done') return undefined;
    const { answer } = computed;
    if (answer.kind === 'computed') return answer.tensors;
    return answer.kind === 'too much' ? answer.kind : undefined;
  }
}

function keyOf(uri: vscode.Uri, { name }: NetworkOutline): string {
  return `${uri.toString()} ${name}`;
}

import { dequal } from 'dequal/lite';
import * as vscode from 'vscode';
import type { CheckedFile } from '../../language';
import type { NetworkOutline, NetworkProgram } from '../../language/checker/networks/networkProgram';
import type { Grade } from '../../language/services/sheets/grading';
import {
  askedOf,
  gradeNetwork,
  isNetworkSealed,
  type PassNumbers,
} from '../../language/services/sheets/networkGrading';
import type { Diagnosis } from '../../engine/explain/mistakes/findMistakes';
import type { NetworkMistakeRequest } from '../../protocol/firstPassRequest';
import { handOver } from '../../protocol/handOver';
import type { ReadData } from '../data/readData';
import type { DataPreviews } from '../data/dataPreviews';
import { DataPlace, type RealPath } from '../data/dataPlace';
import type { Documents } from '../documents/documents';
import type { Computation } from '../formulas/computation';
import { isSameNetwork } from './networkText';

/** What is computed without being asked: a pass that is done in a moment, of files that are small. */
const unasked = { mostSeconds: 0.02, mostBytes: 2 ** 22 };

/** The first mini-batch of a network as it was written. */
interface KnownPass {
  readonly program: NetworkProgram;
  readonly asked: ReturnType<typeof askedOf>;
  /** Absent where it would have taken long, or could not be computed. */
  readonly numbers: PassNumbers | undefined;
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
    return networks.flatMap((outline) => gradeNetwork(outline, this.find(uri, outline)?.numbers, isSheet));
  }

  /**
   * Why nothing of a network may be shown: its numbers, or in a sheet those of any network, would answer a
   * question. What is not known for that is computed first, however long it takes.
   */
  async whySealed(document: vscode.TextDocument, network: string): Promise<string | undefined> {
    const { file } = this.documents.check(document);
    if (file.formulas.sheet !== undefined) await this.compute(document);
    return this.whySealedNow(document.uri, file, network);
  }

  /** The same by what is known already: what is not known counts as not answered. */
  whySealedNow(uri: vscode.Uri, file: CheckedFile, network: string): string | undefined {
    const isSheet = file.formulas.sheet !== undefined;
    const asking = file.networks.filter(({ name }) => isSheet || name === network);
    const grades = this.grade(uri, file);
    const sealed = asking.find((outline) => isNetworkSealed(outline, grades, isSheet));
    if (!sealed) return undefined;
    return isSheet
      ? vscode.l10n.t(
          '{0} has open questions. Nothing of a network is shown before they are answered rightly.',
          sealed.name,
        )
      : vscode.l10n.t(
          '{0} asks for a number with a ?. Nothing of the network is shown while it stands.',
          sealed.name,
        );
  }

  /** Computes what the networks of a document are graded by, where that is not known. */
  async compute(document: vscode.TextDocument, limits: Partial<typeof unasked> = {}): Promise<void> {
    const { file } = this.documents.check(document);
    const { uri } = document;
    // What was computed of data that have changed meanwhile goes with the map that was thrown away.
    const { passes } = this;
    let isNew = false;
    for (const outline of file.networks) {
      const known = this.find(uri, outline);
      const isEnough =
        known !== undefined && (known.numbers !== undefined || limits.mostSeconds !== undefined);
      if (!outline.program || outline.expectations.length === 0 || isEnough) continue;
      const numbers = await this.firstPass(uri, outline, outline.program, limits);
      passes.set(keyOf(uri, outline), { program: outline.program, asked: askedOf(outline), numbers });
      isNew = true;
    }
    if (isNew && !document.isClosed) this.didGrade.fire(document);
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

  private find(uri: vscode.Uri, outline: NetworkOutline): KnownPass | undefined {
    const known = this.passes.get(keyOf(uri, outline));
    const isOfText =
      known !== undefined &&
      outline.program !== undefined &&
      isSameNetwork(known.program, outline.program) &&
      dequal(known.asked, askedOf(outline));
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
    outline: NetworkOutline,
    program: NetworkProgram,
    { mostSeconds, mostBytes }: Partial<typeof unasked>,
  ): Promise<PassNumbers | undefined> {
    const data = await this.readData(uri, program, mostBytes);
    if (!data.ok) return undefined;
    const request = {
      network: program.definition,
      data: data.request,
      asked: askedOf(outline),
      ...(mostSeconds !== undefined && { mostSeconds }),
    };
    const files = Object.values(data.request.files).flatMap((file) => file?.bytes ?? []);
    const computed = await this.computation.runQuietly('grading', (service) =>
      service.computeFirstPass(handOver(request, files)),
    );
    return computed.kind === 'done' && computed.answer.kind === 'computed'
      ? computed.answer.tensors
      : undefined;
  }
}

function keyOf(uri: vscode.Uri, { name }: NetworkOutline): string {
  return `${uri.toString()} ${name}`;
}

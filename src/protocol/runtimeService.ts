import type { Subject } from '../engine/explain/causes';
import type { Answer, Diagnosis } from '../engine/explain/mistakes/diagnosis';
import type { GradientCheck } from '../engine/explain/gradientCheck';
import type { NodeId } from '../engine/graph/graph';
import type { WorkedEntry } from '../engine/explain/workedEntry';
import type { Explanation } from '../engine/explain/explainEntry';
import type { FormulaOutcome, FormulaProgram, RunRequest } from './formulaProgram';
import type { FirstPassService } from './firstPassRequest';
import type { TrainingService } from './training';
import type { TrainingViewsService } from './trainingQuestions';

/** Which pass of a program: an index into `program.passes`. */
export interface PassRequest {
  readonly program: FormulaProgram;
  readonly pass: number;
}

export interface EntryRequest extends PassRequest {
  readonly node: NodeId;
  /** Row-major index of the entry. */
  readonly entry: number;
}

/** How layer node `node` makes entry `entry` of the gradient of its input number `input`. */
export interface WorkRequest extends EntryRequest {
  readonly input: number;
  /** How many products are written out; the total has them all. */
  readonly mostTerms: number;
}

/** Answers to what the values and gradients of a program come to, of which some are wrong. */
export interface MistakeRequest {
  readonly program: FormulaProgram;
  readonly answers: readonly Answer[];
}

/** The compiled kernels, as the build writes them to `dist`: `kernels-common.wasm` and so on. */
export interface KernelFiles {
  readonly common: Uint8Array<ArrayBuffer>;
  readonly relaxed: Uint8Array<ArrayBuffer>;
  readonly simd: Uint8Array<ArrayBuffer>;
}

/** What the runtime computes for the host, wherever it runs. */
export interface RuntimeService extends TrainingService, TrainingViewsService, FirstPassService {
  /** Computes networks with these from now on, where the machine can. Gives the name of the build in use. */
  useKernels(files: KernelFiles): string;
  /**
   * One forward pass and every backward pass of a file's
   * formulas: compiled once, and walked up once for each pass.
   */
  runFormulas(request: RunRequest): FormulaOutcome;
  /** Backward against central differences, for every named value the pass gives a gradient to. */
  checkGradients(request: PassRequest): GradientCheck;
  /** Why this entry of a gradient, or of a value, is zero, tiny, NaN or infinite: its chain of causes. */
  explain(request: EntryRequest & Partial<Pick<Subject, 'of'>>): Explanation;
  /** One entry of a gradient written out: the chain rule with its numbers. */
  workOut(request: WorkRequest): WorkedEntry;
  /**
   * What went wrong in each wrong answer, by its index; `undefined` of right ones, and where the graph is too
   * large for the search.
   */
  findMistakes(request: MistakeRequest): readonly (Diagnosis | undefined)[];
}

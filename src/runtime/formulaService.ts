import { edgesOf } from '../engine/graph/edges';
import { findMistakes } from '../engine/explain/mistakes/findMistakes';
import type { Diagnosis } from '../engine/explain/mistakes/diagnosis';
import { checkGradients } from '../engine/explain/gradientCheck';
import type { GradientCheck } from '../engine/explain/gradientCheck';
import { compile } from '../engine/graph/compile';
import type { Plan } from '../engine/graph/plan';
import { layerNamed } from '../engine/layers/layerTable';
import { workOut } from '../engine/explain/workedEntry';
import type { WorkedEntry } from '../engine/explain/workedEntry';
import { explainPass } from '../engine/explain/explainEntry';
import type { Explanation } from '../engine/explain/explainEntry';
import type {
  FormulaFailure,
  FormulaOutcome,
  FormulaProgram,
  PassNumbers,
  RunRequest,
} from '../protocol/formulaProgram';
import type { MistakeRequest, PassRequest, RuntimeService, WorkRequest } from '../protocol/runtimeService';

/**
 * One forward pass, then every backward pass of the program;
 * the numbers of the edges are read off the same walk.
 */
export function runFormulas({ program, edges = false }: RunRequest): FormulaOutcome {
  const plan = compile(program.graph);
  plan.forward();
  const failure = findWrongValue(plan);
  if (failure !== undefined) return { ok: false, failure };

  const nodes = program.graph.nodes.map((_node, id) => id);
  const passes = program.passes.map(({ target, gradOutput }): PassNumbers => {
    plan.backward(target, gradOutput);
    const gradients = copiesOf(nodes.map((id) => plan.gradient(id)?.data));
    return edges ? { gradients, edges: edgesOf(plan) } : { gradients };
  });
  return {
    ok: true,
    result: {
      values: copiesOf(nodes.map((id) => plan.value(id).data)),
      saved: nodes.map((id) => plan.savedForBackward(id)),
      passes,
    },
  };
}

/**
 * All in one buffer: a channel hands on one array of many numbers several times as fast as many of a few, and
 * after every key.
 */
function copiesOf(arrays: readonly ArrayLike<number>[]): Float64Array[];
function copiesOf(arrays: readonly (ArrayLike<number> | undefined)[]): (Float64Array | null)[];
function copiesOf(arrays: readonly (ArrayLike<number> | undefined)[]): (Float64Array | null)[] {
  const all = new Float64Array(arrays.reduce((sum, data) => sum + (data?.length ?? 0), 0));
  let end = 0;
  return arrays.map((data) => {
    if (data === undefined) return null;
    const start = end;
    end += data.length;
    all.set(data, start);
    return all.subarray(start, end);
  });
}

/** What no shape can tell: a label that is not a class. */
function findWrongValue(plan: Plan): FormulaFailure | undefined {
  for (const [node, description] of plan.graph.nodes.entries()) {
    if (description.kind !== 'layer') continue;
    const inputs = description.inputs.map((input) => plan.value(input));
    const error = layerNamed(description.layer)?.checkValues?.(inputs, description.settings);
    if (error !== undefined) return { node, inputIndex: error.inputIndex, message: error.message };
  }
  return undefined;
}

export function checkFormulaGradients(request: PassRequest): GradientCheck {
  return checkGradients(request.program.graph, passOf(request));
}

export function explainFormula(request: Parameters<RuntimeService['explain']>[0]): Explanation {
  const { program, pass, node, entry, of = 'gradient' } = request;
  // A file without backward has values all the same.
  const walked = program.passes[pass] === undefined && of === 'value' ? undefined : passOf(request);
  return explainPass(program.graph, walked, { node, entry, of });
}

export function workOutFormulaEntry(request: WorkRequest): WorkedEntry {
  const { node, input, entry, mostTerms } = request;
  return workOut(walkedPlan(request), { consumer: node, input }, entry, mostTerms);
}

export function findFormulaMistakes({
  program,
  answers,
}: MistakeRequest): readonly (Diagnosis | undefined)[] {
  return findMistakes(program.graph, program.passes, answers);
}

/** A plan that has been walked down, and up from the pass's target. */
function walkedPlan(request: PassRequest): Plan {
  const { target, gradOutput } = passOf(request);
  const plan = compile(request.program.graph);
  plan.forward();
  plan.backward(target, gradOutput);
  return plan;
}

function passOf({ program, pass }: PassRequest): FormulaProgram['passes'][number] {
  const found = program.passes[pass];
  if (found === undefined) throw new RangeError(`The program has no pass ${String(pass)}.`);
  return found;
}

import { message } from '../language';
import type { FormulaItem } from './conversion';
import { namesIn } from './definitionWriter';
import type { Interpreter } from './interpreter';
import { current } from './sharedMemory';
import { isLost, type Value } from './values';

const lossNames: ReadonlySet<string> = new Set([
  'loss',
  'L',
  'J',
  'E',
  'cost',
  'error',
  'Loss',
  'total_loss',
]);

/**
 * Gradients that the source computes by hand (`dW = x.T @ dy`) are answers to check: each becomes an `expect`
 * behind a `backward`, where it is plain of what they are gradients.
 */
export function expectHandWrittenGradients({ conversion, globals }: Interpreter): void {
  const { formulas } = conversion;
  const values = formulas.filter((item): item is FormulaItem & { kind: 'value' } => item.kind === 'value');
  const names = new Map(values.map((item) => [item.name, item]));
  const gradients = values.flatMap((item) => {
    const of = gradientOf(item.name);
    return of !== undefined && names.has(of) ? [{ item, of }] : [];
  });
  if (gradients.length === 0 || formulas.some(({ kind }) => kind === 'backward')) return;
  const seeds = gradients.filter(({ item }) => /^1(\.0*)?$/.test(item.text)).map(({ of }) => of);
  const losses = [...names.keys()].filter((name) => lossNames.has(name));
  const [target, ...others] = seeds.length > 0 ? seeds : losses;
  if (target === undefined || others.length > 0) {
    const [first] = gradients;
    if (first)
      conversion.comment(
        { ...first.item, start: 0, end: 0 },
        message('of what these are gradients is not understood'),
        true,
      );
    return;
  }
  const reached = upstreamOf(target, names);
  const line = names.get(target)?.line ?? 0;
  const answers = gradients.flatMap(({ item, of }) => {
    const text = answerOf(globals.names.get(item.name), item.name);
    return of !== target && reached.has(of) && text !== undefined ? [{ item, of, text }] : [];
  });
  if (answers.length === 0) return;
  formulas.push({ kind: 'backward', target, line });
  for (const { item, of, text } of answers) formulas.push({ kind: 'expect', of, text, line: item.line });
}

/** What an array is in the end that was changed after it had its name; nothing where nobody knows. */
function answerOf(value: Value | undefined, name: string): string | undefined {
  const now = value && current(value);
  if (!now) return name;
  if (isLost(now)) return undefined;
  return now.kind === 'numeric' && /^\w+$/.test(now.text) ? now.text : name;
}

/** `dW`, `d_W`, `grad_W`, `W_grad`, `dL_dW`, `dW_numpy` is none. */
function gradientOf(name: string): string | undefined {
  return (
    /^d[LJE]?_?d_?([A-Za-z]\w*)$/.exec(name)?.[1] ??
    /^(?:grad_|d_)(\w+)$/.exec(name)?.[1] ??
    /^(\w+)_grad$/.exec(name)?.[1] ??
    /^d([A-Za-z]\w*)$/.exec(name)?.[1]
  );
}

function upstreamOf(
  target: string,
  values: ReadonlyMap<string, { readonly text: string }>,
): ReadonlySet<string> {
  const reached = new Set([target]);
  for (const name of reached)
    for (const used of namesIn(values.get(name)?.text ?? '')) if (values.has(used)) reached.add(used);
  return reached;
}

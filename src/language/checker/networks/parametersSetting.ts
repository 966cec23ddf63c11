import { message } from '../../../engine/message';
import type { GivenArchive } from '../../../engine/network/networkDefinition';
import type { Argument, CallExpression, Expression } from '../../ast';
import { whyNoFile } from '../../checkEnvironment';
import type { Report } from '../report';
import type { NetworkScope } from './networkScope';

/** What may stand behind `parameters =`. */
export const archiveSources: readonly string[] = ['npz', 'safetensors'];

/** How arrays lie: matrices as outputs×inputs, as in PyTorch; kernels and flattened images as in Keras. */
export const orderArguments = ['transposed', 'channels_last'] as const;

/** What `parameters =` says: `unknown` as long as its file was not looked at. */
export type ParametersRead =
  { readonly kind: 'archive'; readonly archive: GivenArchive } | { readonly kind: 'unknown' };

/**
 * `parameters = npz("params.npz", hidden.W="W1", transposed=true)`; `undefined` where it is broken, which has
 * been reported.
 */
export function readParameters(
  { formulas: { environment } }: NetworkScope,
  report: Report,
  value: Expression,
): ParametersRead | undefined {
  const call = value.kind === 'call' && archiveSources.includes(value.callee.name) ? value : undefined;
  if (!call) {
    return report.add(
      'wrong-kind',
      message(
        'parameters takes a file of arrays, as in: npz("params.npz") or safetensors("model.safetensors")',
      ),
      value,
    );
  }
  const [file, ...others] = call.arguments;
  const isFile = file !== undefined && (!file.name || file.name.name === 'file');
  if (!isFile || file.value.kind !== 'string') {
    return report.add(
      'missing-argument',
      message('{0} needs a file: {0}("…")', call.callee.name),
      call.callee,
    );
  }
  const given = readArguments(report, call, others);
  const missing = whyNoFile(environment, file.value.value);
  if (missing) return report.add('file-not-found', missing, file.value);
  const read = environment.readArchive?.(call.callee.name, file.value.value);
  if (!given) return undefined;
  if (!read) return { kind: 'unknown' };
  if (!read.ok) return report.add('unusable-array', read.message, file.value);
  const arrays = read.arrays.map(({ name, shape, values }) => ({ name, shape, data: values }));
  return { kind: 'archive', archive: { file: file.value.value, arrays, ...given } };
}

function readArguments(
  report: Report,
  { callee }: CallExpression,
  given: readonly Argument[],
): Pick<GivenArchive, 'mapping' | 'isTransposed' | 'isChannelsLast'> | undefined {
  const mapping: Record<string, string> = {};
  const orders: Partial<Record<(typeof orderArguments)[number], boolean>> = {};
  let isValid = true;
  for (const { name, value } of given) {
    const order = orderArguments.find((argument) => argument === name?.name);
    if (order && value.kind === 'boolean') orders[order] = value.value;
    else if (name?.name.includes('.') === true && value.kind === 'string') mapping[name.name] = value.value;
    else {
      isValid = false;
      const text = name
        ? message(
            '{0} has no argument {1}. A parameter is named with its layer, as in: hidden.W="W1"',
            callee.name,
            name.name,
          )
        : message('What an array is for is named with its layer, as in: hidden.W="W1"');
      const isOfOther = order !== undefined || name?.name.includes('.') === true;
      if (isOfOther)
        report.add(
          'wrong-kind',
          message(
            '{0} takes true or false, a parameter the name of an array in quotes.',
            order ?? 'transposed',
          ),
          value,
        );
      else report.add('unknown-argument', text, name ?? value);
    }
  }
  const { transposed: isTransposed, channels_last: isChannelsLast } = orders;
  if (!isValid) return undefined;
  return {
    mapping,
    ...(isTransposed !== undefined && { isTransposed }),
    ...(isChannelsLast !== undefined && { isChannelsLast }),
  };
}

import { expect } from 'vitest';
import { arraySources, findArraySource } from '../../../../src/data/arraySources';
import { dataSources, findDataSource } from '../../../../src/data/dataSources';
import type { SourceFile } from '../../../../src/data/dataSource';
import { filesOf } from '../../../../src/data/load';
import { previewData } from '../../../../src/data/networkData';
import { writeNpz, type WritableArray } from '../../../../src/data/npyWriter';
import { archiveReading, arrayReading } from '../../../../src/data/readArray';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { formatMessage } from '../../../../src/engine/message';
import { checkText, type CheckedFile } from '../../../../src/language';
import type { NetworkOutline } from '../../../../src/language/checker/networks/networkProgram';
import type { Grade } from '../../../../src/language/services/sheets/grading';
import { gradeNetwork } from '../../../../src/language/services/sheets/networkGrading';
import { askedOf } from '../../../../src/language/services/sheets/networkSeal';
import type { FirstPassRequest } from '../../../../src/protocol/firstPassRequest';
import { readFirstPass } from '../../../../src/runtime/training/networkFirstPass';

/** As it stands in the files that the scripts beside the oracle's data write. */
export interface WrittenTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly whole?: boolean;
}

/** A network with all that it computes its first mini-batch of, and what is expected of that. */
export interface GivenNetwork {
  readonly layers: string;
  readonly x: WrittenTensor;
  readonly t: WrittenTensor;
  readonly parameters: Readonly<Record<string, WrittenTensor>>;
  readonly expects: Readonly<Record<string, WrittenTensor>>;
}

export interface GradedNetwork {
  readonly file: CheckedFile;
  readonly outline: NetworkOutline;
  readonly request: Omit<FirstPassRequest, 'asked'>;
  readonly grades: readonly Grade[];
}

function archive(tensors: Readonly<Record<string, WrittenTensor>>): Uint8Array {
  return writeNpz(
    Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, values, whole }]): [string, WritableArray] => [
        name,
        { shape, data: whole ? Int32Array.from(values) : Float64Array.from(values) },
      ]),
    ),
  );
}

/**
 * Grades a network whose data, parameters and answers lie in three archives.
 * @param given what stands behind `parameters =`
 * @param within how far an answer may be off
 */
export function gradeGiven(
  { layers, x, t, parameters, expects }: GivenNetwork,
  given = 'npz("params.npz")',
  within = '1e-12 or 1e-15',
): GradedNetwork {
  const archives: Readonly<Record<string, Uint8Array>> = {
    'data.npz': archive({ x, t }),
    'params.npz': archive(parameters),
    'mine.npz': archive(expects),
  };
  const fileAt = (path: unknown): SourceFile => {
    const bytes = archives[String(path)]?.slice() ?? new Uint8Array();
    return { name: String(path), bytes, size: bytes.length };
  };
  const expectations = Object.keys(expects).map(
    (subject) => `  expect ${subject} = npz("mine.npz", "${subject}") within ${within}`,
  );
  const text = `network N {
  data = npz("data.npz", x="x", t="t")
  parameters = ${given}
  layers {
    ${layers}
  }
  train { batch = all }
${expectations.join('\n')}
}
`;
  const file = checkText(text, {
    dataSources,
    arraySources,
    fileKind: () => 'file',
    describeData(name, settings) {
      const source = findDataSource(name);
      const requests = source && filesOf(source, settings);
      if (!source || requests?.ok !== true) return undefined;
      const files = Object.fromEntries(requests.value.map(({ role, paths }) => [role, fileAt(paths[0])]));
      return previewData(source, settings, requests.value, files);
    },
    readArray(name, settings) {
      const source = findArraySource(name);
      return source && arrayReading(source, settings, fileAt(settings['file']));
    },
    readArchive(name, path) {
      const source = findArraySource(name);
      return source && archiveReading(source, fileAt(path));
    },
  });
  const errors = file.diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ message }) => formatMessage(message))).toEqual([]);
  const [outline] = file.networks;
  if (!outline?.program) throw new Error('The network is broken.');
  const { definition, data } = outline.program;
  const files = { file: fileAt('data.npz') };
  const request = { network: definition, data: { source: data.source, arguments: data.settings, files } };
  const outcome = readFirstPass({ ...request, asked: askedOf(outline, false) }, referenceBackend);
  if (outcome.kind !== 'computed') throw new Error(JSON.stringify(outcome));
  return { file, outline, request, grades: gradeNetwork(outline, outcome.tensors, false) };
}

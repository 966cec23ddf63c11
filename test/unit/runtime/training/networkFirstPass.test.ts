import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { arraySources, findArraySource } from '../../../../src/data/arraySources';
import { dataSources, findDataSource } from '../../../../src/data/dataSources';
import type { SourceFile } from '../../../../src/data/dataSource';
import { filesOf } from '../../../../src/data/load';
import { previewData } from '../../../../src/data/networkData';
import { writeNpz, type WritableArray } from '../../../../src/data/npyWriter';
import { archiveReading, arrayReading } from '../../../../src/data/readArray';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { formatMessage } from '../../../../src/engine/message';
import { checkText } from '../../../../src/language';
import { askedOf, gradeNetwork } from '../../../../src/language/services/sheets/networkGrading';
import { readFirstPass } from '../../../../src/runtime/training/networkFirstPass';

interface WrittenTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly whole?: boolean;
}

/** As test/oracle/network/given_make.py writes it. */
interface GivenCase {
  readonly name: string;
  readonly layers: string;
  readonly x: WrittenTensor;
  readonly t: WrittenTensor;
  readonly parameters: Readonly<Record<string, WrittenTensor>>;
  readonly expects: Readonly<Record<string, WrittenTensor>>;
}

const cases = JSON.parse(
  readFileSync(new URL('../../../oracle/network/data/givenNetworks.json', import.meta.url), 'utf8'),
) as readonly GivenCase[];

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

/** Grades a network whose data, parameters and answers lie in three archives. */
function grade(
  { layers, x, t, parameters, expects }: GivenCase,
  given: string,
): { readonly sentences: readonly string[]; readonly hints: readonly string[] } {
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
    (subject) => `  expect ${subject} = npz("mine.npz", "${subject}") within 1e-12 or 1e-15`,
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
  const request = { source: data.source, arguments: data.settings, files: { file: fileAt('data.npz') } };
  const outcome = readFirstPass(
    { network: definition, data: request, asked: askedOf(outline) },
    referenceBackend,
  );
  if (outcome.kind !== 'computed') throw new Error(JSON.stringify(outcome));
  const grades = gradeNetwork(outline, outcome.tensors, false);
  expect(grades).toHaveLength(Object.keys(expects).length);
  return {
    sentences: grades.map((each) =>
      each.kind === 'ok'
        ? 'ok'
        : `${each.expectation.name}: ${each.kind === 'failed' ? formatMessage(each.message) : each.kind}`,
    ),
    hints: file.diagnostics.map(({ code }) => code),
  };
}

describe('networks that start from given arrays', () => {
  it.each(cases)('$name', (written) => {
    const { sentences, hints } = grade(written, 'npz("params.npz")');
    expect(sentences.filter((sentence) => sentence !== 'ok')).toEqual([]);
    expect(hints).toEqual([]);
  });

  it('a wrong reading of a square matrix is found out', () => {
    const [, , dense] = cases;
    if (!dense) throw new Error('There is no such case.');
    const { shape = [], values = [] } = dense.parameters['fc2.weight'] ?? {};
    const [rows = 0] = shape;
    const turned = values.map((_, entry) => values[(entry % rows) * rows + Math.floor(entry / rows)] ?? NaN);
    const parameters = { ...dense.parameters, 'fc2.weight': { shape, values: turned } };
    expect(grade({ ...dense, parameters }, 'npz("params.npz")').sentences).not.toEqual(
      Object.keys(dense.expects).map(() => 'ok'),
    );
  });
});

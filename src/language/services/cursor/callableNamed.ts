import type { CheckedFile } from '../..';
import type { CallableSpec } from '../../../engine/argumentSpec';
import type { BlockStatement } from '../../ast';
import { initializers, optimizers, schedules } from '../../checker/networks/networkVocabulary';
import type { Token } from '../../scanner/token';
import {
  describedArchive,
  describedBlock,
  describedFunction,
  describedLayer,
  describedSpec,
  type DescribedCallable,
  type Takes,
} from '../describedCallables';

/** What a name is a call of, in a place that takes `takes`. */
export function callableNamed(
  file: CheckedFile,
  takes: Takes,
  { text: name, start }: Pick<Token, 'text' | 'start'>,
): DescribedCallable | undefined {
  const among = (kind: DescribedCallable['kind'], specs: readonly CallableSpec[]) => {
    const spec = specs.find((candidate) => candidate.name === name);
    return spec && describedSpec(kind, spec);
  };
  switch (takes) {
    case 'value':
      return describedFunction(name, file.environment);
    case 'layer': {
      const block = blockNamed(file, name, start);
      return describedLayer(name) ?? (block && describedBlock(file, block));
    }
    case 'layer name':
    case 'precision':
      return undefined;
    case 'data':
      return among('data', file.environment.dataSources ?? []);
    case 'optimizer':
      return among('optimizer', optimizers);
    case 'schedule':
      return among('schedule', schedules);
    case 'archive':
      return describedArchive(name, file.environment);
    case 'initializer':
    case 'anything':
      return among('initializer', initializers) ?? describedArray(name, file.environment);
    default:
      // `bias=npz("p.npz", "b1")`
      return takes.type === 'bias' ? describedArray(name, file.environment) : undefined;
  }
}

/** Numbers of a file, where a word may stand as well. */
function describedArray(
  name: string,
  environment: CheckedFile['environment'],
): DescribedCallable | undefined {
  const callable = describedFunction(name, environment);
  return callable?.kind === 'array' ? callable : undefined;
}

/** The block of this name that is defined above `before`. */
function blockNamed({ ast }: CheckedFile, name: string, before: number): BlockStatement | undefined {
  return blocksAbove(ast.statements, before).find((block) => block.name?.name === name);
}

/** The blocks that are complete before `offset`, in their order. */
export function blocksAbove(
  statements: CheckedFile['ast']['statements'],
  offset: number,
): readonly BlockStatement[] {
  return statements.filter(
    (statement): statement is BlockStatement => statement.kind === 'block' && statement.end <= offset,
  );
}

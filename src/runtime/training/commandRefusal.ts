import { message, type Message } from '../../engine/message';
import type { Numbers } from '../../engine/tensor';
import type { Trainer } from '../../engine/training/trainer';
import type { ParameterEdit, TrainingCommand } from '../../protocol/training';
import type { TrainingRun } from './trainingRun';

/** Why a run that has not failed cannot follow a command; `undefined` where it can. */
export function refusalOf(run: TrainingRun, command: TrainingCommand): Message | undefined {
  switch (command.kind) {
    case 'train':
    case 'resume':
    case 'step':
      return run.isFinished ? message('All epochs are done. Train more to go on.') : undefined;
    case 'setLearningRate':
      return command.learningRate > 0 && Number.isFinite(command.learningRate)
        ? undefined
        : message('The learning rate must be a number above 0, not {0}.', command.learningRate);
    case 'trainMore':
      return isCount(command.epochs)
        ? undefined
        : message('The number of epochs must be a whole number above 0, not {0}.', command.epochs);
    case 'addSteps':
      return isCount(command.steps)
        ? undefined
        : message('The number of steps must be a whole number above 0, not {0}.', command.steps);
    case 'setPace':
      return command.pace.kind !== 'stepsPerSecond' ||
        (command.pace.value > 0 && Number.isFinite(command.pace.value))
        ? undefined
        : message('The pace must be above 0 steps a second.');
    case 'setParameter':
      return editRefusal(run.trainer, command);
    case 'trainTo':
    case 'pause':
    case 'compute':
    case 'stop':
    case 'reset':
      return undefined;
  }
}

function isCount(number: number): boolean {
  return Number.isInteger(number) && number > 0;
}

function editRefusal(
  { parameters }: Trainer,
  { parameter, entry, value }: ParameterEdit,
): Message | undefined {
  const found = parameters.find(({ name }) => name === parameter);
  if (found === undefined) return message('There is no parameter {0}.', parameter);
  const { data } = found.value;
  if (!Number.isInteger(entry) || entry < 0 || entry >= data.length)
    return message('{0} has {1} entries; there is no entry {2}.', parameter, data.length, entry);
  return isFiniteIn(data, value)
    ? undefined
    : message('A parameter must be a finite number, not {0}.', String(value));
}

/** What is finite in double precision may be too large for single. */
function isFiniteIn(data: Numbers, value: number): boolean {
  return Number.isFinite(data instanceof Float32Array ? Math.fround(value) : value);
}

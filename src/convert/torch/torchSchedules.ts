import type { Message } from '../../engine/message';
import { message } from '../../language';
import type { CallArguments } from '../callArguments';
import type { Conversion } from '../conversion';
import { set } from '../networks/statedTraining';
import type { Place } from '../python/pythonSyntax';
import { integersOf } from '../values';

/** A schedule of `torch.optim.lr_scheduler`, and where the source steps it. */
export interface Scheduler {
  /** As the source writes it. */
  readonly name: string;
  readonly kind: string;
  readonly args: CallArguments;
  readonly place: Place;
  /** Behind each step of the optimizer, behind all of an epoch, or at another place; absent: nowhere. */
  stepped?: 'each step' | 'each epoch' | 'elsewhere';
}

/**
 * Writes down the schedules of a source, once it is known how often they are stepped. Ours count steps of the
 * optimizer.
 * @param isTrained whether the source takes steps itself, and no loop is elsewhere
 */
export function takeSchedules(
  { training }: Conversion,
  schedulers: readonly Scheduler[],
  isTrained: boolean,
): void {
  for (const { name, kind, args, place, stepped } of schedulers) {
    const note = (text: Message, isGap: boolean): void => {
      training.comments.push({ line: place.line, text, isGap });
    };
    if (stepped === undefined && isTrained) {
      note(message('{0} is left out: nothing steps it', name), false);
      continue;
    }
    const every = stepped === 'each step' ? 1 : training.stepsPerEpoch;
    const reason =
      stepped === 'elsewhere'
        ? message('it is not stepped once behind each step or epoch')
        : message('ours counts steps, and how many make an epoch is not known here');
    const epochs = Number(training.epochs?.text ?? NaN);
    const steps = training.batch?.text === 'all' ? epochs : epochs * (training.stepsPerEpoch ?? NaN);
    const schedule =
      every === undefined || stepped === 'elsewhere' ? { reason } : scheduleOf(kind, args, every, steps);
    if (typeof schedule === 'string') set(training, 'schedule', schedule, place);
    else note(message('{0} is not understood: {1}', name, schedule.reason), true);
  }
}

/**
 * @param every how many steps of the optimizer lie between two of the schedule
 * @param steps how many there are in all, `NaN` where that is not known
 */
function scheduleOf(
  kind: string,
  args: CallArguments,
  every: number,
  steps: number,
): string | { readonly reason: Message } {
  args.take(0, 'optimizer');
  args.ignore('verbose');
  const unreadable = { reason: message('its arguments cannot be read') };
  const atEnd = { reason: message('ours reaches its end with the last step') };
  switch (kind) {
    case 'StepLR': {
      const size = integersOf(args.take(1, 'step_size'))?.[0];
      const factor = args.number(2, 'gamma') ?? 0.1;
      if (size === undefined || args.rest() !== undefined) return unreadable;
      return `Step(every=${String(size * every)}, factor=${String(factor)})`;
    }
    case 'ExponentialLR': {
      const factor = args.number(1, 'gamma');
      if (factor === undefined || args.rest() !== undefined) return unreadable;
      return `Step(every=${String(every)}, factor=${String(factor)})`;
    }
    case 'CosineAnnealingLR': {
      const rounds = args.number(1, 'T_max');
      const final = args.number(2, 'eta_min') ?? 0;
      if (rounds === undefined || args.rest() !== undefined) return unreadable;
      if (every !== 1 || rounds !== steps) return atEnd;
      return final === 0 ? 'Cosine' : `Cosine(final=${String(final)})`;
    }
    default:
      return { reason: message('there is no such schedule') };
  }
}

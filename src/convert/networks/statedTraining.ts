import type { Message } from '../../engine/message';
import { message } from '../../language';
import type { Place } from '../python/pythonSyntax';

/** An optimiser in the definition language, or why there is none. */
export type TrainingCall =
  | { readonly call: string; readonly weightDecay?: number; readonly comment?: Message }
  | { readonly reason: Message };

/** What the source says of training, each with the line it says it in. */
export interface TrainingSettings {
  optimizer?: Written;
  schedule?: Written;
  batch?: Written;
  epochs?: Written;
  shuffle?: Written;
  weight_decay?: Written;
  clip_norm?: Written;
  precision?: Written;
  /** How many steps make an epoch, where the source tells it. */
  stepsPerEpoch?: number;
  /** Where something stood in the source, and why it is not here. */
  readonly comments: { readonly line: number; readonly text: Message; readonly isGap: boolean }[];
}

export interface Written {
  readonly text: string;
  readonly line: number;
}

export type Setting = Exclude<keyof TrainingSettings, 'comments' | 'stepsPerEpoch'>;

/** The first that says something is kept, and what differs from it is marked. */
export function set(settings: TrainingSettings, name: Setting, text: string, { line }: Place): void {
  const there = settings[name];
  if (!there) settings[name] = { text, line };
  else if (there.text !== text) {
    const comment = message(
      '{0} is not taken: line {1} says {2}',
      `${name} = ${text}`,
      there.line,
      there.text,
    );
    settings.comments.push({ line, text: comment, isGap: true });
  }
}

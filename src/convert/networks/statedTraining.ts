import type { Place } from '../python/pythonSyntax';

/** An optimiser in the definition language, or why there is none. */
export type TrainingCall =
  | { readonly call: string; readonly weightDecay?: number; readonly comment?: string }
  | { readonly reason: string };

/** What the source says of training, each with the line it says it in. */
export interface TrainingSettings {
  optimizer?: Written;
  schedule?: Written;
  batch?: Written;
  epochs?: Written;
  weight_decay?: Written;
  clip_norm?: Written;
  /** Where something stood in the source, and why it is not here. */
  readonly comments: { readonly line: number; readonly text: string; readonly isGap: boolean }[];
}

export interface Written {
  readonly text: string;
  readonly line: number;
}

export type Setting = Exclude<keyof TrainingSettings, 'comments'>;

/** The first that says something is kept, and what differs from it is marked. */
export function set(settings: TrainingSettings, name: Setting, text: string, { line }: Place): void {
  const there = settings[name];
  if (!there) settings[name] = { text, line };
  else if (there.text !== text) {
    const comment = `${name} = ${text} is not taken: line ${String(there.line)} says ${there.text}`;
    settings.comments.push({ line, text: comment, isGap: true });
  }
}

export function commentOn(settings: TrainingSettings, { line }: Place, text: string, isGap: boolean): void {
  const { comments } = settings;
  if (!comments.some((each) => each.line === line && each.text === text))
    comments.push({ line, text, isGap });
}

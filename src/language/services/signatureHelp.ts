import type { CheckedFile } from '..';
import type { Range } from '../range';
import { cursorPlace } from './cursor/cursorPlace';
import { signatureText, type DescribedCallable } from './describedCallables';
import { callsAround } from './cursor/expectedAt';

/** The call around a place, and which of its parameters stands there. */
export interface SignatureHelp {
  /** `conv(x, W, b, stride=1, pad=0)` */
  readonly label: string;
  readonly documentation: string;
  readonly parameters: readonly {
    /** Where it stands in `label`. */
    readonly range: Range;
    readonly documentation: string;
  }[];
  /** Absent where the call has no place for what stands there. */
  readonly active?: number;
}

/**
 * The innermost call around `offset` that the language knows, also over several lines and in a
 * list; `undefined` where there is none, in comments, and where the call takes nothing.
 */
export function signatureHelpAt(file: CheckedFile, offset: number): SignatureHelp | undefined {
  const place = cursorPlace(file.ast, offset);
  if (place.inside === 'comment') return undefined;
  const call = callsAround(file, place).calls.at(-1);
  if (!call || call.callable.parameters.length === 0) return undefined;
  // What `hidden.W=` takes is no argument of its own.
  const active = call.parameter ? call.callable.parameters.indexOf(call.parameter) : -1;
  return {
    label: signatureText(call.callable),
    documentation: call.callable.documentation,
    parameters: parametersOf(call.callable),
    ...(active >= 0 && { active }),
  };
}

function parametersOf({ name, parameters }: DescribedCallable): SignatureHelp['parameters'] {
  let start = name.length + 1;
  return parameters.map(({ label, documentation }) => {
    const range = { start, end: start + label.length };
    start = range.end + ', '.length;
    return { range, documentation };
  });
}

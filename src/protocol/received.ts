import * as v from 'valibot';

export type Received<Message> =
  | { readonly ok: true; readonly message: Message }
  /** For the log: which field is wrong, and how. */
  | { readonly ok: false; readonly reason: string };

/** Checks a message from the other side. */
export function receive<Schema extends v.GenericSchema>(
  schema: Schema,
  received: unknown,
): Received<v.InferOutput<Schema>> {
  const result = parse(schema, received);
  if (result === undefined) return { ok: false, reason: 'The message is nested too deep.' };
  if (result.success) return { ok: true, message: result.output };
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  return { ok: false, reason: bounded(place === null ? issue.message : `${place}: ${issue.message}`) };
}

/** A reason quotes what came, which may be megabytes. */
const longestReason = 500;

function bounded(reason: string): string {
  return reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason;
}

/** `undefined` where the message is nested deeper than the stack reaches: that takes some thousand levels. */
function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  received: unknown,
): v.SafeParseResult<Schema> | undefined {
  try {
    return v.safeParse(schema, received, { abortEarly: true });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

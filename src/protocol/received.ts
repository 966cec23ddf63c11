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
  const result = v.safeParse(schema, received, { abortEarly: true });
  if (result.success) return { ok: true, message: result.output };
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  return { ok: false, reason: place === null ? issue.message : `${place}: ${issue.message}` };
}

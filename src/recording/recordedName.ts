import * as v from 'valibot';

/** What turns the direction of all that is written behind it in a line, and is not to be seen itself. */
export const turnsDirection = '\\u202a-\\u202e\\u2066-\\u2069';

const turning = new RegExp(`[${turnsDirection}]`, 'g');

/** The name of a run, which anybody may have given it. */
export const recordedName = v.pipe(
  v.string(),
  v.transform((name) => name.replace(turning, '\ufffd')),
);

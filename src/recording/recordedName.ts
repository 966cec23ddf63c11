import * as v from 'valibot';
import { turnsDirection } from '../engine/message';

const turning = new RegExp(`[${turnsDirection}]`, 'g');

/** The name of a run, which anybody may have given it. */
export const recordedName = v.pipe(
  v.string(),
  v.transform((name) => name.replace(turning, '\ufffd')),
);

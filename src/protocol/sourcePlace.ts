import * as v from 'valibot';
import { index } from './panelTensor';

/** The place of something in the file: lines from 1, as people count; columns from 0. */
export const sourceSchema = v.strictObject({
  line: v.pipe(index, v.minValue(1)),
  column: index,
  endLine: v.pipe(index, v.minValue(1)),
  endColumn: index,
});
export type Source = v.InferOutput<typeof sourceSchema>;

import { strFromU8, strToU8 } from 'fflate';
import * as v from 'valibot';
import { writeWhole, type FileStore } from './fileStore';
import { recordedName } from './recordedName';

/** The file of a recording that says what its keeper made of it. Whoever records never touches it. */
export const labelFile = 'label.json';

const schema = v.object({
  /** Another name than the run was given when it began. */
  name: v.optional(recordedName),
  /** Never removed to make room for others. */
  pinned: v.optional(v.boolean(), false),
});

export type RunLabel = v.InferOutput<typeof schema>;

/** The label of a recording; one that is not there, or is damaged, says nothing. */
export async function readLabel(files: Pick<FileStore, 'read'>): Promise<RunLabel> {
  try {
    return v.parse(schema, JSON.parse(strFromU8(await files.read(labelFile))));
  } catch {
    return { pinned: false };
  }
}

/** @throws the store's own error */
export async function writeLabel(files: FileStore, label: RunLabel): Promise<void> {
  await writeWhole(files, labelFile, strToU8(`${JSON.stringify(label)}\n`));
}

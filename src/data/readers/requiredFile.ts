import { message, type Message } from '../../engine/message';
import type { DataHint } from '../../engine/network/dataPreview';
import { failure, success, type Result } from '../result';
import type { FileRequest, SourceFile, SourceFiles } from '../dataSource';

/** The file that was found for a request, or the error that it was not. */
export function requiredFile(
  files: SourceFiles,
  { role, from, paths: [path], argument }: FileRequest,
  notFound: Message = from === 'shipped'
    ? message('{0} is missing from the extension.', path)
    : message('{0} was not found beside this file.', path),
): Result<SourceFile> {
  const file = files[role];
  return file
    ? success(file)
    : failure(notFound, { file: path, ...(argument !== undefined && { argument }) });
}

/** Whether all of the file is here, not only its beginning. */
export function isWhole({ bytes, size }: SourceFile): boolean {
  return bytes.length >= size;
}

/** That what is wrong further down has not been seen. */
export function partlySeen(name: string): DataHint {
  return {
    code: 'partly-checked',
    message: message(
      'Only the beginning of {0} is looked at here. Training, and backprop check, look at all of it.',
      name,
    ),
  };
}

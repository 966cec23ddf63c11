import { statSync } from 'node:fs';
import { CommandFailure, exitUnusable } from './failure';
import { l10n } from './l10n';

/** What this program reads, and what it will write, by what the disk calls them: links are no other files. */
const read = new Set<string>();
const written = new Set<string>();

/** @throws CommandFailure where the file is one that will be written */
export function noteRead(file: string): void {
  note(file, read, written);
}

/** @throws CommandFailure where the file is one that was read */
export function noteWritten(file: string): void {
  note(file, written, read);
}

function note(file: string, own: Set<string>, other: ReadonlySet<string>): void {
  const identity = identityOf(file);
  if (identity === undefined) return;
  if (other.has(identity))
    throw new CommandFailure(
      l10n.t('{0} is read here, so nothing is written over it. Name another file to write to.', file),
      exitUnusable,
    );
  own.add(identity);
}

/** Only of a plain file that is there. */
function identityOf(file: string): string | undefined {
  try {
    const found = statSync(file, { bigint: true });
    return found.isFile() ? `${String(found.dev)}:${String(found.ino)}` : undefined;
  } catch {
    return undefined;
  }
}

/** What an error says; anything may be thrown, so it need not be an `Error`. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why something could not be written, to stand behind its name: `ENOSPC: no space left on device`. */
export function unwritableReason(error: unknown): string {
  // Node names the call and the file beside the reason, which nobody asked for.
  return errorText(error).replace(/, \w+( '.*')?$/s, '');
}

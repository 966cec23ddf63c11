import { runPython } from '../../python';

/** Runs each script by itself in one process; gives what each printed, or the error it ended with. */
const runner = `
import contextlib, io, json, sys, traceback, warnings
warnings.simplefilter("ignore")
printed = []
for script in json.load(sys.stdin):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(script, "script", "exec"), {"__name__": "__main__"})
        printed.append({"printed": out.getvalue()})
    except BaseException:
        printed.append({"error": traceback.format_exc()})
json.dump(printed, sys.stdout)
`;

export type Outcome = { readonly printed: string } | { readonly error: string };

export function runScripts(scripts: readonly string[]): readonly Outcome[] {
  // The runner above writes one outcome for each script.
  return JSON.parse(runPython(['-c', runner], JSON.stringify(scripts))) as readonly Outcome[];
}

/** What a script printed: by its label, in order, the numbers. */
export function readPrinted(
  text: string,
): readonly { readonly label: string; readonly numbers: readonly number[] }[] {
  const found: { label: string; numbers: number[] }[] = [];
  for (const line of text.split('\n')) {
    const start = /^(\S+) = /u.exec(line);
    if (start?.[1] !== undefined) found.push({ label: start[1], numbers: [] });
    const numbers = (start ? line.slice(start[0].length) : line).match(
      /-?(?:nan|inf|\d[\d.]*(?:e[+-]?\d+)?)/g,
    );
    for (const number of numbers ?? []) {
      found
        .at(-1)
        ?.numbers.push(
          number.endsWith('inf') ? (number.startsWith('-') ? -Infinity : Infinity) : Number(number),
        );
    }
  }
  return found;
}

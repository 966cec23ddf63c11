/**
 * node scripts/check-members.mjs
 * Every member of a class, an interface or a type is read by something that is no test: what only tests read,
 * or what is only written, goes, or has its reason here.
 */
import { unreadMembers } from './checks/members.mjs';
import { command } from './console/problem.mjs';
import { fail, note } from './console/report.mjs';

/** Read by nobody of ours, and why they are there. */
const ALLOWED = new Map([
  ...[
    'deserializeWebviewPanel',
    'increment',
    'onDidChangeCodeLenses',
    'onDidChangeInlayHints',
    'pasteMimeTypes',
    'provideCodeLenses',
    'provideDocumentPasteEdits',
    'provideDocumentSymbols',
    'provideInlayHints',
    'providedPasteEditKinds',
    'resolveWebviewView',
    'supportsContinuousRun',
    'yieldTo',
  ].map((name) => /** @type {const} */ ([name, 'VS Code reads it'])),
  ['render', 'Preact calls it'],
  ['shouldComponentUpdate', 'Preact calls it'],
]);

await command(async () => {
  const { checked, unread } = await unreadMembers();
  const names = new Set(unread.map(({ name }) => name));
  const problems = [
    ...unread
      .filter(({ name }) => !ALLOWED.has(name))
      .map(({ name, file, line }) => `${file}:${line}: nothing but tests reads \`${name}\``),
    ...[...ALLOWED.keys()]
      .filter((name) => !names.has(name))
      .map((name) => `scripts/check-members.mjs allows \`${name}\`, which is read, or is there no more`),
  ];
  for (const problem of problems) fail(problem);
  if (problems.length > 0) return 1;
  note(`${checked} members of classes, interfaces and types are read by name.`);
  return 0;
});

/**
 * node scripts/check-layout.mjs [--write]
 * Everything lies where docs/architecture.md says: every folder of src is a room of the list, its
 * tsconfig.json and the table of the document say what the list says, every unit test lies beside its
 * subject, no two files of code share a name, and scripts have names of one kind.
 * --write: writes the table of the document.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { existingRooms, tableOfRooms } from './checks/rooms.mjs';
import { problemsOfProject, uncompiledRooms } from './checks/projects.mjs';
import { testsWithoutRoom } from './checks/test-rooms.mjs';
import { command } from './console/problem.mjs';
import { fail, note } from './console/report.mjs';
import { inRoot } from './process/root.mjs';

const DOCUMENT = 'docs/architecture.md';
/** Names that say the same wherever they stand: the face of a folder, and where a webview begins. */
const SHARED_NAMES = new Set(['index.ts', 'main.tsx']);
const TABLE = /^\| folder \| may import \|\n(\|.*\n)+/m;

await command(async () => {
  const { values } = parseArgs({ options: { write: { type: 'boolean' } } });
  const rooms = existingRooms((folder) => existsSync(inRoot(folder)));
  if (values.write) await writeTable(tableOfRooms(rooms));
  const tests = await testsWithoutRoom();
  const problems = [
    ...(await foldersWithoutRoom(rooms)),
    ...(await problemsOfTable(tableOfRooms(rooms))),
    ...(await Promise.all(rooms.map((room) => problemsOfProject(room, rooms)))).flat(),
    ...uncompiledRooms(rooms),
    ...tests.problems,
    ...(await sharedNames()),
    ...(await namesOfAnotherKind()),
  ];
  for (const problem of problems) fail(problem);
  if (problems.length > 0) return 1;
  note(`${rooms.length} rooms and ${tests.checked} unit tests lie where the documents say.`);
  return 0;
});

/** @param {string} table */
async function writeTable(table) {
  const text = await readFile(inRoot(DOCUMENT), 'utf8');
  await writeFile(
    inRoot(DOCUMENT),
    text.replace(TABLE, () => `${table}\n`),
  );
}

/** @param {string} table */
async function problemsOfTable(table) {
  const [written = ''] = TABLE.exec(await readFile(inRoot(DOCUMENT), 'utf8')) ?? [];
  if (written === `${table}\n`) return [];
  return [
    `${DOCUMENT}: the table of imports is another than scripts/checks/rooms.mjs has it; --write writes it`,
  ];
}

/** @param {readonly import('./checks/rooms.mjs').Room[]} rooms */
async function foldersWithoutRoom(rooms) {
  const names = new Set(rooms.map(({ folder }) => folder));
  const entries = await readdir(inRoot('src'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !names.has(`src/${entry.name}`))
    .map(({ name }) => `src/${name} is no room of scripts/checks/rooms.mjs`);
}

/** A tab of an editor shows a file's name and no folder: every name has to say whose file it is. */
async function sharedNames() {
  /** @type {Map<string, string>} */
  const first = new Map();
  const problems = [];
  for (const folder of ['src', 'webview']) {
    for (const path of await readdir(inRoot(folder), { recursive: true })) {
      const name = basename(path);
      if (!/\.tsx?$/.test(name) || SHARED_NAMES.has(name)) continue;
      const file = `${folder}/${path.replaceAll('\\', '/')}`;
      const other = first.get(name);
      if (other === undefined) first.set(name, file);
      else problems.push(`${file} has the name of ${other}: in a tab nobody can tell them apart`);
    }
  }
  return problems;
}

/** Scripts are named as npm's own commands are: `check-layout.mjs`. */
async function namesOfAnotherKind() {
  const problems = [];
  for (const folder of ['scripts', 'test/driver', 'bench']) {
    for (const name of await readdir(inRoot(folder), { recursive: true })) {
      const [file = ''] = /[^/\\]+\.mjs$/.exec(name) ?? [];
      if (/[A-Z_]/.test(file)) problems.push(`${folder}/${name}: scripts are named like check-layout.mjs`);
    }
  }
  return problems;
}

import { join, relative } from 'node:path';
import ts from 'typescript';
import { inRoot } from '../process/root.mjs';

/** @typedef {import('./rooms.mjs').Room} Room */

/**
 * Where a room's tsconfig.json differs from the list: then the compiler would let something in that the list
 * forbids, or could not find what it allows.
 * @param {Room} room
 * @param {readonly Room[]} rooms
 * @returns {string[]}
 */
export function problemsOfProject(room, rooms) {
  const file = inRoot(room.folder, 'tsconfig.json');
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
  const name = `${room.folder}/tsconfig.json`;
  if (error !== undefined) return [`${name}: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`];

  const { lib = [], types = [] } = config.compilerOptions ?? {};
  const surroundings = [...lib, ...types].filter((each) => each !== 'ES2022');
  const problems = differences(surroundings, room.surroundings, room.surroundings).map(
    (what) => `${name}: surroundings: ${what}`,
  );
  /** @type {string[]} */
  const references = (config.references ?? []).map((/** @type {{ path: string }} */ { path }) => {
    const folder = relative(inRoot(), join(inRoot(room.folder), path)).replaceAll('\\', '/');
    return rooms.find((each) => each.folder === folder)?.name ?? folder;
  });
  const direct = [...room.values, ...room.types];
  problems.push(
    ...differences(references, direct, reachedFrom(room, rooms)).map(
      (what) => `${name}: references: ${what}`,
    ),
  );
  return problems;
}

/**
 * Rooms that the project of the root leaves out: nothing would compile them.
 * @param {readonly Room[]} rooms
 * @returns {string[]}
 */
export function uncompiledRooms(rooms) {
  const { config } = ts.readConfigFile(inRoot('tsconfig.json'), ts.sys.readFile);
  /** @type {readonly { path: string }[]} */
  const references = config?.references ?? [];
  return rooms
    .filter(({ folder }) => !references.some(({ path }) => path === folder))
    .map(({ folder }) => `tsconfig.json: references: ${folder} is missing`);
}

/**
 * Rooms whose types come along with those that are imported: the compiler must know them too.
 * @param {Room} room
 * @param {readonly Room[]} rooms
 */
function reachedFrom(room, rooms) {
  const reached = new Set([...room.values, ...room.types]);
  for (const name of reached) {
    const next = rooms.find((each) => each.name === name);
    for (const further of [...(next?.values ?? []), ...(next?.types ?? [])]) reached.add(further);
  }
  return [...reached];
}

/**
 * @param {readonly string[]} found
 * @param {readonly string[]} required
 * @param {readonly string[]} allowed
 */
function differences(found, required, allowed) {
  return [
    ...required.filter((name) => !found.includes(name)).map((name) => `${name} is missing`),
    ...found.filter((name) => !allowed.includes(name)).map((name) => `${name} is not allowed`),
  ];
}

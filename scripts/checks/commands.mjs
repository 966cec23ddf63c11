import ts from 'typescript';
import { callsIn, place, programOf, sourceFiles } from './sources.mjs';

const REGISTRATIONS = new Set(['registerCommand', 'registerTextEditorCommand']);

/**
 * The commands that the sources register, with the place of each.
 * @returns {Promise<{ registered: Map<string, string>, problems: string[] }>}
 */
export async function registeredCommands() {
  const program = programOf(await sourceFiles('src'));
  const types = program.getTypeChecker();
  /** @type {Map<string, string>} */
  const registered = new Map();
  /** @type {string[]} */
  const problems = [];
  for (const name of await sourceFiles('src')) {
    const file = program.getSourceFile(name);
    if (file === undefined) continue;
    for (const call of callsIn(file)) {
      const [id] = call.arguments;
      if (id === undefined || !isRegistration(call.expression)) continue;
      // A constant's type is its value, wherever it is declared.
      const type = types.getTypeAtLocation(id);
      if (!type.isStringLiteral()) problems.push(`${place(call)}: the command's name is not a constant`);
      else registered.set(type.value, place(call));
    }
  }
  return { registered, problems };
}

/** @param {ts.Expression} callee */
function isRegistration(callee) {
  return ts.isPropertyAccessExpression(callee) && REGISTRATIONS.has(callee.name.text);
}

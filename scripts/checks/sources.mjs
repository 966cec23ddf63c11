import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { inRoot, root } from '../process/root.mjs';

/**
 * The TypeScript files of folders of the clone.
 * @param {...string} folders
 */
export async function sourceFiles(...folders) {
  const files = [];
  for (const folder of folders) {
    for (const name of await readdir(inRoot(folder), { recursive: true })) {
      if (/(?<!\.d)\.tsx?$/.test(name)) files.push(inRoot(folder, name));
    }
  }
  return files.sort();
}

/** @param {string} name */
export async function parseFile(name) {
  const text = await readFile(name, 'utf8');
  const kind = name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true, kind);
}

/**
 * Parses the files and knows their types, without checking them: that `tsc -b` does.
 * @param {readonly string[]} files
 */
export function programOf(files) {
  return ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    jsxImportSource: 'preact',
    types: ['vscode'],
    skipLibCheck: true,
    noEmit: true,
  });
}

/**
 * Every call in a file.
 * @param {ts.SourceFile} file
 * @returns {Generator<ts.CallExpression>}
 */
export function* callsIn(file) {
  /** @type {ts.Node[]} */
  const open = [file];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (ts.isCallExpression(node)) yield node;
    // `forEachChild` would stop at the first result of `push`.
    ts.forEachChild(node, (child) => void open.push(child));
  }
}

/** Where a node stands, as editors and terminals link it: `src/editor/x.ts:3:7`. @param {ts.Node} node */
export function place(node) {
  const file = node.getSourceFile();
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${pathInClone(file.fileName)}:${line + 1}:${character + 1}`;
}

/** With forward slashes everywhere. @param {string} path */
export const pathInClone = (path) => relative(root, join(path)).split(sep).join('/');

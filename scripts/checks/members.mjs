import { readdir, readFile } from 'node:fs/promises';
import ts from 'typescript';
import { inRoot } from '../process/root.mjs';

/** Whose members must be read, and who may read them. */
const JUDGED = ['src', 'webview'];
const READERS = ['src', 'webview', 'bench'];
/** A `when` of the manifest reads a context key. */
const CONTEXT_KEY = /backprop\.(\w+)/g;

/** @typedef {{ name: string, file: string, line: number }} Member */

/**
 * Members of classes, interfaces and types that nothing reads: the name stands nowhere after a dot, in a
 * pattern or in a string. Reading by tests alone is none, as little as writing.
 * @returns {Promise<{ checked: number, unread: Member[] }>}
 */
export async function unreadMembers() {
  /** @type {Member[]} */
  const members = [];
  /** @type {Set<string>} */
  const read = new Set();
  const manifest = await readFile(inRoot('package.json'), 'utf8');
  for (const [, key = ''] of manifest.matchAll(CONTEXT_KEY)) read.add(key);
  for (const folder of READERS) {
    for (const path of await readdir(inRoot(folder), { recursive: true })) {
      // A declaration says what others have.
      if (!/\.(tsx?|mjs)$/.test(path) || path.endsWith('.d.ts')) continue;
      const file = `${folder}/${path.replaceAll('\\', '/')}`;
      const found = membersOf(file, await readFile(inRoot(file), 'utf8'));
      for (const name of found.read) read.add(name);
      if (JUDGED.includes(folder)) members.push(...found.members);
    }
  }
  return { checked: members.length, unread: members.filter(({ name }) => !read.has(name)) };
}

/**
 * What one file declares, and the names it reads.
 * @param {string} file
 * @param {string} text
 */
export function membersOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  /** @type {Member[]} */
  const members = [];
  /** @type {Set<string>} */
  const read = new Set();
  /** @param {ts.Node} node */
  const visit = (node) => {
    // Methods of an object that is written out are written, too.
    if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isMethodDeclaration(property)) ts.forEachChild(property, visit);
        else visit(property);
      }
      return;
    }
    if (isMember(node)) {
      if (node.name !== undefined && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name)))
        members.push({
          name: node.name.text,
          file: source.fileName,
          line: source.getLineAndCharacterOfPosition(node.name.getStart(source)).line + 1,
        });
      // Its own name is no reading of it.
      ts.forEachChild(node, (child) => {
        if (child !== node.name) visit(child);
      });
      return;
    }
    if (ts.isPropertyAccessExpression(node)) read.add(node.name.text);
    else if (ts.isObjectBindingPattern(node))
      for (const { propertyName, name } of node.elements) addName(propertyName ?? name, read);
    else if (ts.isPropertyAssignment(node)) {
      // A name in quotes is written here, not read.
      if (ts.isComputedPropertyName(node.name)) visit(node.name);
      visit(node.initializer);
      return;
    } else if (isAssignment(node)) {
      visit(node.left.expression);
      visit(node.right);
      return;
    } else if (ts.isStringLiteralLike(node)) read.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { members, read };
}

/** @param {ts.Node} node @param {Set<string>} read */
function addName(node, read) {
  if (ts.isIdentifier(node) || ts.isStringLiteral(node)) read.add(node.text);
}

/** @param {ts.Node} node */
function isMember(node) {
  return (
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessor(node) ||
    ts.isSetAccessor(node)
  );
}

/** @param {ts.Node} node @returns {node is ts.BinaryExpression & { left: ts.PropertyAccessExpression }} */
function isAssignment(node) {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(node.left)
  );
}

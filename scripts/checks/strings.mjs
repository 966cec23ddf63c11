import { basename } from 'node:path';
import ts from 'typescript';
import { callsIn, pathInClone, parseFile, place, sourceFiles } from './sources.mjs';

/** Here a sentence made elsewhere is translated; where it is made, it is a literal and is found there. */
const TRANSLATORS = new Set(['src/editor/localise.ts']);
/** The webviews' texts: the values of the lists of this name, translated by the host. */
const WEBVIEW_LISTS = { file: /texts\.ts$/i, name: 'strings' };

/**
 * Every sentence of the sources that a person may read.
 * @returns {Promise<{ sentences: Set<string>, problems: string[] }>} `problems`: calls that cannot be read
 */
export async function sentencesOfSources() {
  /** @type {Set<string>} */
  const sentences = new Set();
  /** @type {string[]} */
  const problems = [];
  for (const name of await sourceFiles('src')) {
    if (TRANSLATORS.has(pathInClone(name))) continue;
    const file = await parseFile(name);
    for (const sentence of documentationIn(file)) sentences.add(sentence);
    for (const call of callsIn(file)) {
      if (!isLocalising(call.expression)) continue;
      const sentence = call.arguments[0] === undefined ? undefined : literal(call.arguments[0]);
      if (sentence === undefined) problems.push(`${place(call)}: the sentence is not a literal`);
      else sentences.add(sentence);
    }
  }
  for (const name of await sourceFiles('webview')) {
    if (!WEBVIEW_LISTS.file.test(basename(name))) continue;
    for (const sentence of valuesOfList(await parseFile(name), problems)) sentences.add(sentence);
  }
  return { sentences, problems };
}

/**
 * What specs say of layers, functions and settings: properties called `documentation`, and arguments for a
 * parameter of that name of a function in the same file.
 * @param {ts.SourceFile} file
 * @returns {Generator<string>}
 */
function* documentationIn(file) {
  /** @type {Map<string, number>} */
  const positions = new Map();
  /** @type {ts.Expression[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isFunctionDeclaration(node) && node.name !== undefined) {
      const at = node.parameters.findIndex(({ name }) => name.getText() === 'documentation');
      if (at >= 0) positions.set(node.name.text, at);
    }
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'documentation')
      found.push(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const call of callsIn(file)) {
    const at = ts.isIdentifier(call.expression) ? positions.get(call.expression.text) : undefined;
    const argument = at === undefined ? undefined : call.arguments[at];
    if (argument !== undefined) found.push(argument);
  }
  for (const expression of found) {
    const sentence = literal(expression);
    if (sentence !== undefined && sentence !== '') yield sentence;
  }
}

/** `message(…)`, `l10n.t(…)`, `vscode.l10n.t(…)`. @param {ts.Expression} callee */
function isLocalising(callee) {
  if (ts.isIdentifier(callee)) return callee.text === 'message';
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 't') return false;
  const owner = callee.expression;
  return (
    (ts.isIdentifier(owner) && owner.text === 'l10n') ||
    (ts.isPropertyAccessExpression(owner) && owner.name.text === 'l10n')
  );
}

/**
 * The text of a literal, of literals joined by `+`, or of the `message` of VS Code's object form.
 * @param {ts.Expression} expression
 * @returns {string | undefined}
 */
function literal(expression) {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isParenthesizedExpression(expression)) return literal(expression.expression);
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = literal(expression.left);
    const right = literal(expression.right);
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (ts.isObjectLiteralExpression(expression)) {
    const property = expression.properties.find(
      (each) => ts.isPropertyAssignment(each) && each.name.getText() === 'message',
    );
    return property !== undefined && ts.isPropertyAssignment(property)
      ? literal(property.initializer)
      : undefined;
  }
  return undefined;
}

/**
 * @param {ts.SourceFile} file
 * @param {string[]} problems
 */
function valuesOfList(file, problems) {
  /** @type {string[]} */
  const values = [];
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      const list =
        initializer !== undefined && ts.isAsExpression(initializer) ? initializer.expression : initializer;
      if (name.getText() !== WEBVIEW_LISTS.name || list === undefined || !ts.isObjectLiteralExpression(list))
        continue;
      for (const property of list.properties) {
        const value = ts.isPropertyAssignment(property) ? literal(property.initializer) : undefined;
        if (value === undefined) problems.push(`${place(property)}: the sentence is not a literal`);
        else values.push(value);
      }
    }
  }
  if (values.length === 0)
    problems.push(`${pathInClone(file.fileName)}: the list “${WEBVIEW_LISTS.name}” was not found`);
  return values;
}

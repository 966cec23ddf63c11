import { basename } from 'node:path';
import ts from 'typescript';
import { callsIn, pathInClone, parseFile, place, sourceFiles } from './sources.mjs';

/** Here sentences made elsewhere are translated, too: they are literals where they are made. */
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
  const files = await Promise.all((await sourceFiles('src')).map(parseFile));
  const documenting = documentingFunctions(files);
  for (const file of files) {
    const isTranslator = TRANSLATORS.has(pathInClone(file.fileName));
    for (const sentence of documentationIn(file, documenting)) sentences.add(sentence);
    for (const call of callsIn(file)) {
      if (!isLocalising(call.expression)) continue;
      const sentence = call.arguments[0] === undefined ? undefined : literal(call.arguments[0]);
      if (sentence !== undefined) sentences.add(sentence);
      else if (!isTranslator) problems.push(`${place(call)}: the sentence is not a literal`);
    }
  }
  for (const name of await sourceFiles('webview')) {
    if (!WEBVIEW_LISTS.file.test(basename(name))) continue;
    for (const sentence of valuesOfList(await parseFile(name), problems)) sentences.add(sentence);
  }
  return { sentences, problems };
}

/**
 * The functions that are handed a documentation, each with the place of that argument.
 * @param {readonly ts.SourceFile[]} files
 * @returns {ReadonlyMap<string, number>}
 */
function documentingFunctions(files) {
  const declared = files.flatMap(({ statements }) => statements.filter(ts.isFunctionDeclaration));
  return new Map(
    declared.flatMap(({ name, parameters }) => {
      const at = parameters.findIndex((parameter) => parameter.name.getText() === 'documentation');
      return name !== undefined && at >= 0 ? [[name.text, at]] : [];
    }),
  );
}

/**
 * What specs say of layers, functions and settings: properties called `documentation`, and arguments for a
 * parameter of that name.
 * @param {ts.SourceFile} file
 * @param {ReadonlyMap<string, number>} positions of that parameter, by function
 * @returns {Generator<string>}
 */
function* documentationIn(file, positions) {
  /** @type {ts.Expression[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
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

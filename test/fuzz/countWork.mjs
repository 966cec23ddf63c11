/**
 * Makes a program count what it executes: functions, and the stretches in them that may be passed over or
 * repeated. No other load on the machine changes that number. `countedWork.ts` reads it.
 */
import ts from 'typescript';

/** A word of its own, so that it is nobody's variable. */
const COUNTER = '$executedStretches';
const STEP = `${COUNTER}[0]++`;
/** A number beyond 2 ** 31 counts as fast in it as a small one. */
const BEGINNING = `const ${COUNTER} = (globalThis.executedStretches = new Float64Array(1));\n`;

/** @typedef {{ readonly at: number, readonly text: string }} Insertion */

/**
 * @param {string} program JavaScript
 * @returns {string} the same, counting
 */
export function countWork(program) {
  const file = ts.createSourceFile('program.js', program, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  /** @type {Insertion[]} */
  const insertions = [];
  /** @type {Insertion[]} */
  let endings = [];
  /** @param {ts.Node} node */
  const start = (node) => node.getStart(file);
  /** @param {ts.Node} node @param {string} before @param {string} behind */
  const enclose = (node, before, behind) => {
    insertions.push({ at: start(node), text: before });
    endings.push({ at: node.end, text: behind });
  };
  /** @param {ts.Expression} node */
  const expression = (node) => {
    enclose(node, `(${STEP}, `, ')');
  };
  /** @param {readonly ts.Statement[]} statements @param {number} beginning of them */
  const list = (statements, beginning) => {
    const first = statements.find((each) => !isDirective(each));
    insertions.push({ at: first === undefined ? beginning : start(first), text: `${STEP}; ` });
  };
  /** @param {ts.Statement | undefined} node */
  const statement = (node) => {
    if (node === undefined) return;
    if (ts.isBlock(node)) list(node.statements, start(node) + 1);
    else enclose(node, `{ ${STEP}; `, ' }');
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    const outer = endings;
    endings = [];
    insert(node);
    const own = endings;
    endings = outer;
    ts.forEachChild(node, visit);
    // Behind those of what is inside, which may end at the same place.
    insertions.push(...own);
  };
  /** @param {ts.Node} node */
  const insert = (node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const body = /** @type {ts.ConciseBody} */ (node.body);
      if (ts.isBlock(body)) statement(body);
      else expression(body);
    } else if (ts.isIterationStatement(node, false)) statement(node.statement);
    else if (ts.isIfStatement(node)) {
      statement(node.thenStatement);
      statement(node.elseStatement);
    } else if (ts.isCaseOrDefaultClause(node)) {
      if (node.statements.length > 0) list(node.statements, node.end);
    } else if (ts.isCatchClause(node)) statement(node.block);
    else if (ts.isConditionalExpression(node)) {
      expression(node.whenTrue);
      expression(node.whenFalse);
    } else if (ts.isBinaryExpression(node) && mayPassOver.has(node.operatorToken.kind))
      expression(node.right);
  };
  visit(file);
  return BEGINNING + inserted(program, insertions);
}

const mayPassOver = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** Such as 'use strict', which has a meaning only in front of all others. @param {ts.Statement} node */
function isDirective(node) {
  return ts.isExpressionStatement(node) && ts.isStringLiteral(node.expression);
}

/** @param {string} program @param {readonly Insertion[]} insertions */
function inserted(program, insertions) {
  let end = 0;
  const parts = [];
  for (const { at, text } of insertions.toSorted((a, b) => a.at - b.at)) {
    parts.push(program.slice(end, at), text);
    end = at;
  }
  return [...parts, program.slice(end)].join('');
}

import type { CheckedFile } from '../..';
import type { NetworkStatement } from '../../ast';
import { callOf } from '../../checker/networks/callables';
import type { Range } from '../../range';

/** A path in the text, from the folder of the definition. */
export interface DocumentLink extends Range {
  readonly path: string;
  /** A folder is shown, not opened. */
  readonly isFolder: boolean;
}

/**
 * The files and folders of the data, the files of values, and what
 * comments point at as `[a picture](graph.png)`.
 */
export function documentLinks({ ast, environment, formulas }: CheckedFile): DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const statement of ast.statements) {
    if (statement.kind === 'network') links.push(...linksOfData(statement, environment));
  }
  for (const {
    path,
    fileRange: { start, end },
  } of formulas.fileArrays) {
    // A path that parentheses stand around is no place to click, and what is not there has a message.
    if (ast.text[start] === '"' && environment.fileKind?.(path) !== 'absent')
      links.push({ start: start + 1, end: end - 1, path, isFolder: false });
  }
  for (const { start, end } of ast.comments) links.push(...linksInComment(ast.text.slice(start, end), start));
  return links.sort((a, b) => a.start - b.start);
}

function linksOfData({ members }: NetworkStatement, environment: CheckedFile['environment']): DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const member of members) {
    if (member.kind !== 'setting' || member.name.name !== 'data' || !member.value) continue;
    const call = callOf(member.value);
    const spec = environment.dataSources?.find(({ name }) => name === call?.callee.name);
    if (!call || !spec) continue;
    const inOrder = spec.arguments.filter(({ isNamed }) => !isNamed);
    for (const [position, { name, value }] of call.arguments.entries()) {
      const argument = name
        ? spec.arguments.find((known) => known.name === name.name || known.alias === name.name)
        : inOrder[position];
      const isPath = argument?.type === 'file' || argument?.type === 'folder';
      if (!isPath || value.kind !== 'string' || value.value === '') continue;
      const isFolder = argument.type === 'folder';
      // What is not there has a message of its own.
      if (!isFolder && environment.fileKind?.(value.value) === 'absent') continue;
      links.push({ start: value.start + 1, end: value.end - 1, path: value.value, isFolder });
    }
  }
  return links;
}

const markdownLink = /\]\(([^()\s]+)\)/g;

/** Addresses with a scheme are found by the editor itself. */
function linksInComment(comment: string, offset: number): DocumentLink[] {
  return Array.from(comment.matchAll(markdownLink), ({ 1: path = '', index }) => {
    const start = offset + index + 2;
    return { start, end: start + path.length, path, isFolder: false };
  }).filter(({ path }) => !/^[a-z][a-z\d+.-]*:|^[#/\\]/i.test(path));
}

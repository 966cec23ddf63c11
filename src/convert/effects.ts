import { message } from '../language';
import type { Interpreter } from './interpreter';
import { memoriesOf } from './sharedMemory';
import { isHarmlessLibrary, rootOf } from './plumbing';
import type { Argument, Changes, Expression, Statement } from './python/pythonSyntax';
import { lookUp, lost, scopeOf, type Scope, type Value } from './values';

/**
 * Forgets what statements may change that are not followed: names they bind, and arrays and lists that they
 * hand to a function or a method, or of which they set a part. Their other names and views are forgotten with
 * them.
 */
export function forget(interpreter: Interpreter, { assigned, handed }: Changes, scope: Scope): void {
  const there = [...handed, ...assigned].flatMap((name) => lookUp(scope, name) ?? []);
  const mayBe = [...new Set(there.flatMap((value) => memoriesOf(value)))];
  for (const name of handed) {
    const value = lookUp(scope, name);
    if (value) forgetValue(interpreter, value);
  }
  for (const name of assigned) {
    const at = scopeOf(scope, name);
    const value = at.names.get(name);
    if (value && value.kind !== 'flow')
      at.names.set(name, lost(message('{0} may have another value here', name), mayBe));
  }
}

/** An array or what holds arrays, after something that may have changed it. */
export function forgetValue(interpreter: Interpreter, value: Value): void {
  // A batch goes on through its network, in which what is left out has its mark.
  switch (value.kind) {
    case 'numeric':
    case 'opaque':
      interpreter.forgetInPlace(value);
      return;
    case 'sequence':
      if (value.isTuple) for (const item of value.items) forgetValue(interpreter, item);
      else value.items.fill(lost(message('its list may have been changed')));
      return;
    case 'dictionary':
      for (const key of value.entries.keys())
        value.entries.set(key, lost(message('its dictionary may have been changed')));
      return;
    case 'instance':
      for (const attribute of value.attributes.values())
        if (attribute.kind === 'numeric') forgetValue(interpreter, attribute);
      return;
    case 'class':
    case 'constant':
    case 'flow':
    case 'function':
    case 'gradient':
    case 'layer':
    case 'layers':
    case 'library':
    case 'loss':
    case 'lossFunction':
    case 'method':
    case 'optimizer':
    case 'parameters':
  }
}

/** What statements may change, whether they are reached or not. */
export function changesOf(statements: readonly Statement[], scope: Scope): Changes {
  const assigned = new Set<string>();
  const handed = new Set<string>();
  const bind = (target: Expression): void => {
    switch (target.kind) {
      case 'name':
        assigned.add(target.name);
        return;
      case 'unary':
        bind(target.operand);
        return;
      case 'tuple':
      case 'list':
        target.items.forEach(bind);
        return;
      case 'attribute':
      case 'subscript': {
        const root = rootOf(target);
        if (root !== undefined) handed.add(root);
        return;
      }
      case 'binary':
      case 'boolean':
      case 'call':
      case 'comprehension':
      case 'conditional':
      case 'dictionary':
      case 'ellipsis':
      case 'format':
      case 'lambda':
      case 'none':
      case 'number':
      case 'other':
      case 'slice':
      case 'string':
        read(target);
    }
  };
  const hand = ({ value }: Argument): void => {
    const root = rootOf(value);
    if (root !== undefined) handed.add(root);
    read(value);
  };
  const read = (expression: Expression): void => {
    switch (expression.kind) {
      case 'call': {
        const { callee } = expression;
        const root = rootOf(callee);
        const known = root === undefined ? undefined : lookUp(scope, root);
        const isPure =
          (known?.kind === 'library' && isHarmlessLibrary(known.path)) ||
          (callee.kind === 'name' && known === undefined && isHarmlessLibrary(`builtins.${callee.name}`));
        if (callee.kind === 'attribute' && root !== undefined) handed.add(root);
        if (isPure)
          expression.arguments.forEach(({ value }) => {
            read(value);
          });
        else expression.arguments.forEach(hand);
        read(callee);
        return;
      }
      case 'attribute':
      case 'subscript':
        read(expression.object);
        if (expression.kind === 'subscript') expression.indices.forEach(read);
        return;
      case 'list':
      case 'tuple':
        expression.items.forEach(read);
        return;
      case 'dictionary':
        expression.entries.forEach(([key, value]) => {
          read(key);
          read(value);
        });
        return;
      case 'binary':
        read(expression.left);
        read(expression.right);
        return;
      case 'unary':
        read(expression.operand);
        return;
      case 'conditional':
        read(expression.then);
        read(expression.condition);
        read(expression.otherwise);
        return;
      case 'comprehension':
        read(expression.iterable);
        read(expression.item);
        return;
      case 'format':
        for (const part of expression.parts) if (typeof part !== 'string') read(part);
        return;
      case 'other':
        expression.changes.assigned.forEach((name) => assigned.add(name));
        expression.changes.handed.forEach((name) => handed.add(name));
        return;
      case 'boolean':
      case 'ellipsis':
      case 'lambda':
      case 'name':
      case 'none':
      case 'number':
      case 'slice':
      case 'string':
    }
  };
  const visit = (statement: Statement): void => {
    switch (statement.kind) {
      case 'assign':
        statement.targets.forEach(bind);
        read(statement.value);
        return;
      case 'update': {
        const root = rootOf(statement.target);
        if (root !== undefined) handed.add(root);
        bind(statement.target);
        read(statement.value);
        return;
      }
      case 'expression':
        read(statement.value);
        return;
      case 'return':
        if (statement.value) read(statement.value);
        return;
      case 'for':
        bind(statement.target);
        read(statement.iterable);
        statement.body.forEach(visit);
        return;
      case 'while':
        read(statement.condition);
        statement.body.forEach(visit);
        return;
      case 'with':
        for (const { value, target } of statement.items) {
          read(value);
          if (target) bind(target);
        }
        statement.body.forEach(visit);
        return;
      case 'if':
        for (const { condition, body } of statement.branches) {
          if (condition) read(condition);
          body.forEach(visit);
        }
        return;
      case 'delete':
        statement.targets.forEach(bind);
        return;
      case 'class':
      case 'function':
        assigned.add(statement.name);
        return;
      case 'import':
        statement.imports.forEach(({ name }) => assigned.add(name));
        return;
      case 'other':
        statement.changes.assigned.forEach((name) => assigned.add(name));
        statement.changes.handed.forEach((name) => handed.add(name));
        return;
      case 'assert':
      case 'break':
      case 'continue':
      case 'pass':
      case 'raise':
      case 'scope':
    }
  };
  statements.forEach(visit);
  return { assigned: [...assigned], handed: [...handed] };
}

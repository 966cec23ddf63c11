import { isModelClass, memberOf } from '../pythonClasses';
import type { Instance, LayerList, PythonClass, Value } from '../values';

/** A model and all that it consists of, each once and under its name, the parts of a part behind it. */
export function modulesOf(model: Instance | LayerList): readonly (readonly [name: string, module: Value])[] {
  const seen = new Set<Value>();
  const found: (readonly [string, Value])[] = [];
  const visit = (name: string, value: Value): void => {
    if (!isModule(value) || seen.has(value)) return;
    seen.add(value);
    found.push([name, value]);
    for (const [part, inner] of childrenOf(value)) visit(name === '' ? part : `${name}.${part}`, inner);
  };
  visit('', model);
  return found;
}

/** The parts that a model is made of directly. */
export function childrenOf(value: Value): readonly (readonly [name: string, module: Value])[] {
  if (value.kind === 'layers') return value.items.filter(([, item]) => isModule(item));
  return value.kind === 'instance' ? [...value.attributes].filter(([, item]) => isModule(item)) : [];
}

function isModule(value: Value): boolean {
  return ['layer', 'layers'].includes(value.kind) || (value.kind === 'instance' && isModelClass(value.of));
}

/** `isinstance(value, type)`; `undefined` where that cannot be told. */
export function isInstanceOf(value: Value, type: Value): boolean | undefined {
  if (type.kind === 'sequence') {
    const each = type.items.map((item) => isInstanceOf(value, item));
    if (each.includes(true)) return true;
    return each.includes(undefined) ? undefined : false;
  }
  if (type.kind === 'class') return value.kind === 'instance' ? inherits(value.of, type) : undefined;
  const name =
    type.kind === 'library' ? /^torch\.nn\.(?:modules\.\w+\.)?([A-Z]\w*)$/.exec(type.path)?.[1] : undefined;
  if (name === undefined || !isModule(value)) return undefined;
  if (name === 'Module') return true;
  if (value.kind === 'layer') return value.type === undefined ? undefined : value.type === name;
  const isContainer = /^(Sequential|Module(List|Dict))$/.test(name);
  if (value.kind === 'instance') return bases(value.of).some((base) => base.endsWith(`.${name}`));
  return isContainer ? undefined : false;
}

function inherits(of: PythonClass, type: PythonClass): boolean {
  return of === type || of.bases.some((base) => base.kind === 'class' && base !== of && inherits(base, type));
}

/** The classes of libraries that one of the source is made from. */
function bases(of: PythonClass): readonly string[] {
  return of.bases.flatMap((base) => {
    if (base.kind === 'library') return [base.path];
    return base.kind === 'class' && base !== of ? bases(base) : [];
  });
}

/** Whether a layer has a parameter of that name, as `hasattr` tells. */
export function hasMember(value: Value, name: string): boolean | undefined {
  if (value.kind === 'layer' && value.type !== undefined && /^(weight|bias)$/.test(name))
    return value.learns && !(name === 'bias' && value.start?.bias === 'false');
  if (value.kind === 'instance')
    return value.attributes.has(name) || memberOf(value.of, name) !== undefined || undefined;
  return undefined;
}

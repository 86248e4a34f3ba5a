/** Rules that no reader gets out of. Takes time in proportion to the grammar: schemas come from programs, and some are vast. */
import { type Node, nothing, type Rules } from './grammar.ts';

/** The name of a rule that can never end, or that begins with itself. */
export function findEndless(rules: Rules): string | undefined {
  const users = findUsers(rules);
  const ending = spread(rules, users, canEnd);
  for (const name of rules.keys()) if (!ending.has(name)) return name;
  return findCircle(rules, spread(rules, users, canBeEmpty));
}

/** The rules for which `holds` is true, where it may depend on other rules for which it is. */
function spread(rules: Rules, users: Users, holds: (node: Node, known: ReadonlySet<string>) => boolean): ReadonlySet<string> {
  const known = new Set<string>();
  const open = [...rules.keys()];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (known.has(name) || !holds(rules.get(name) ?? nothing, known)) continue;
    known.add(name);
    open.push(...(users.get(name) ?? []));
  }
  return known;
}

type Users = ReadonlyMap<string, string[]>;

/** For each rule, those that name it. */
function findUsers(rules: Rules): Users {
  const users = new Map<string, string[]>();
  for (const [name, node] of rules) {
    for (const used of new Set(namesIn(node))) {
      const present = users.get(used);
      if (present) present.push(name);
      else users.set(used, [name]);
    }
  }
  return users;
}

function namesIn(node: Node): string[] {
  switch (node.type) {
    case 'text':
    case 'set':
      return [];
    case 'rule':
      return [node.name];
    case 'repeat':
      return namesIn(node.node);
    case 'sequence':
    case 'choice':
      return node.nodes.flatMap(namesIn);
    default:
      return node satisfies never;
  }
}

function canEnd(node: Node, ending: ReadonlySet<string>): boolean {
  switch (node.type) {
    case 'text':
    case 'set':
      return true;
    case 'rule':
      return ending.has(node.name);
    case 'sequence':
      return node.nodes.every((one) => canEnd(one, ending));
    case 'choice':
      return node.nodes.some((one) => canEnd(one, ending));
    case 'repeat':
      return node.min === 0 || canEnd(node.node, ending);
    default:
      return node satisfies never;
  }
}

function canBeEmpty(node: Node, empty: ReadonlySet<string>): boolean {
  switch (node.type) {
    case 'text':
      return node.text === '';
    case 'set':
      return false;
    case 'rule':
      return empty.has(node.name);
    case 'sequence':
      return node.nodes.every((one) => canBeEmpty(one, empty));
    case 'choice':
      return node.nodes.some((one) => canBeEmpty(one, empty));
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.node, empty);
    default:
      return node satisfies never;
  }
}

/** A rule that is reached from its own beginning; found with a stack of its own, for chains of rules may be thousands long. */
function findCircle(rules: Rules, empty: ReadonlySet<string>): string | undefined {
  const left = new Set<string>();
  for (const start of rules.keys()) {
    const entered = new Set<string>();
    const path = [{ name: start, first: firstRules(rules.get(start) ?? nothing, empty) }];
    entered.add(start);
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const next = here.first.pop();
      if (next === undefined) {
        left.add(here.name);
        entered.delete(here.name);
        path.pop();
      } else if (entered.has(next)) return next;
      else if (!left.has(next)) {
        entered.add(next);
        path.push({ name: next, first: firstRules(rules.get(next) ?? nothing, empty) });
      }
    }
  }
  return undefined;
}

/** The rules that may stand at the very beginning of what the node matches. */
function firstRules(node: Node, empty: ReadonlySet<string>): string[] {
  if (node.type === 'rule') return [node.name];
  if (node.type === 'choice') return node.nodes.flatMap((one) => firstRules(one, empty));
  if (node.type === 'repeat') return firstRules(node.node, empty);
  if (node.type !== 'sequence') return [];
  const found: string[] = [];
  for (const one of node.nodes) {
    for (const name of firstRules(one, empty)) found.push(name);
    if (!canBeEmpty(one, empty)) break;
  }
  return found;
}

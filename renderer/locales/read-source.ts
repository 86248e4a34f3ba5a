/** Reads the page's sources for the locale test with a real parser: which keys are asked for, and which visible text stands bare. */
import { parseAst } from 'vite';

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

export interface KeyUse {
  /** A key, or a pattern where a part of it is put in. */
  key: string | RegExp;
  /** What the call gives to the text; undefined when it cannot be read from the source. */
  values: string[] | undefined;
  line: number;
}

export interface SourceTexts {
  uses: KeyUse[];
  /** Every literal of the file, for keys that are kept in data. */
  literals: Set<string>;
  /** Visible text that does not come from the locale files. */
  bare: { text: string; line: number }[];
  /** Calls of t whose key is not written out. */
  unreadable: number[];
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([name, value]) =>
    name === 'parent' ? [] : Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** A place that a library fills in is no word. */
const hasWords = (text: string) => /\p{L}/u.test(text.replace(/\{\w+\}/g, ''));
/** Attributes whose text a person sees or hears. */
const spoken = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
  'hint',
  'text',
  'description',
  'error',
]);
/** What stands on a key or in a program is the same in every language. */
const languageless = new Set(['Kbd', 'kbd', 'code']);

/** The texts a value may be, through conditions: literals and templates. */
function possibleTexts(node: unknown): (string | RegExp)[] | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : undefined;
  if (node.type === 'TemplateLiteral') {
    const parts = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return [parts.length === 1 ? (parts[0] ?? '') : new RegExp(`^${parts.join('[^.]+')}$`)];
  }
  if (node.type === 'ConditionalExpression') {
    const [yes, no] = [possibleTexts(node.consequent), possibleTexts(node.alternate)];
    return yes && no ? [...yes, ...no] : undefined;
  }
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') return possibleTexts(node.expression);
  return undefined;
}

function isTranslate(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return callee.name === 't';
  return callee.type === 'MemberExpression' && isNode(callee.property) && callee.property.name === 't';
}

/** The names of the values given to a text; undefined when they are not all written out. */
function valueNames(options: unknown): string[] | undefined {
  if (options === undefined) return [];
  if (!isNode(options) || options.type !== 'ObjectExpression') return undefined;
  const properties = options.properties as Node[];
  if (properties.some((property) => property.type !== 'Property')) return undefined;
  return properties.map((property) => String((property.key as Node).name ?? (property.key as Node).value));
}

/** Text that would be shown as it stands in the source. */
function shownTexts(node: Node): string[] {
  if (node.type === 'JSXText') return [String(node.value)];
  if (node.type === 'JSXExpressionContainer') return shownTexts(node.expression as Node);
  if (node.type === 'LogicalExpression') return shownTexts(node.right as Node);
  if (node.type === 'ConditionalExpression') return [...shownTexts(node.consequent as Node), ...shownTexts(node.alternate as Node)];
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node.type === 'TemplateLiteral') return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
  return [];
}

const elementName = (element: Node): string => {
  const name = (element.openingElement as Node).name as Node;
  return String(name.name ?? '');
};

/** What one source file says. */
export function readSource(source: string, isJsx: boolean): SourceTexts {
  const result: SourceTexts = { uses: [], literals: new Set(), bare: [], unreadable: [] };
  const lineOf = (node: Node) => source.slice(0, node.start).split('\n').length;
  const addBare = (node: Node) => {
    for (const text of shownTexts(node)) if (hasWords(text)) result.bare.push({ text: text.trim(), line: lineOf(node) });
  };
  const visit = (node: Node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') result.literals.add(node.value);
    if (node.type === 'CallExpression' && isTranslate(node.callee)) {
      const [key, options] = node.arguments as Node[];
      const keys = possibleTexts(key);
      if (!keys) result.unreadable.push(lineOf(node));
      for (const one of keys ?? []) result.uses.push({ key: one, values: valueNames(options), line: lineOf(node) });
    }
    if (node.type === 'JSXElement' && !languageless.has(elementName(node))) for (const child of node.children as Node[]) addBare(child);
    if (node.type === 'JSXFragment') for (const child of node.children as Node[]) addBare(child);
    if (node.type === 'JSXAttribute' && isNode(node.value) && spoken.has(String((node.name as Node).name))) addBare(node.value);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parseAst(source, { lang: isJsx ? 'tsx' : 'ts' }) as unknown as Node);
  return result;
}

/** Sets the writing mark behind the last character of a block that is being written. */

interface HastNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: HastNode[];
}

/** Elements that draw their own content: the mark goes behind them. */
const closed = new Set(['pre', 'img', 'hr', 'br', 'input']);

function lastOpen(node: HastNode): HastNode {
  const children = (node.children ?? []).filter((child) => child.type === 'element' || child.value?.trim());
  const last = children.at(-1);
  if (last?.type !== 'element' || closed.has(last.tagName ?? '')) return node;
  const classes = last.properties?.className;
  return Array.isArray(classes) && classes.some((name) => String(name).startsWith('katex')) ? node : lastOpen(last);
}

/** A rehype plugin. A code block draws the mark itself, since it shows whole lines only. */
export function rehypeCaret() {
  return (root: HastNode) => {
    const last = root.children?.findLast((child) => child.type === 'element');
    if (last?.tagName === 'pre') return;
    const target = lastOpen(root);
    // White space behind the last word would hold the mark off it.
    const tail = target.children?.at(-1);
    if (tail?.type === 'text' && !tail.value?.trim() && target !== root) target.children?.pop();
    target.children?.push({ type: 'element', tagName: 'span', properties: { className: ['caret'] }, children: [] });
  };
}

import { createContext, memo, useCallback, useContext, useMemo, useState } from 'react';
import { Block, type BlockProps, defaultRehypePlugins, parseMarkdownIntoBlocks, Streamdown } from 'streamdown';
import { rehypeCaret } from './caret.ts';
import { closeTable } from './close-table.ts';
import { elements } from './elements.tsx';
import { hasMath, normalizeMath } from './normalize-math.ts';
import { useMath } from './use-math.ts';

/**
 * Without `raw`: HTML in a text is shown as text. Without `harden`, which writes English words into the text: elements.tsx turns
 * every picture into a link and lets only http, https and mailto links live.
 */
const rehypePlugins = [defaultRehypePlugins.sanitize].filter((plugin) => plugin !== undefined);
const linkSafety = { enabled: false };

type Plugins = NonNullable<BlockProps['rehypePlugins']>;

/** One list with the mark for each list without it, so that a block sees the same list at every update. */
const withCaret = new WeakMap<Plugins, Plugins>();

function addCaret(plugins: Plugins): Plugins {
  let list = withCaret.get(plugins);
  if (!list) {
    list = [...plugins, rehypeCaret];
    withCaret.set(plugins, list);
  }
  return list;
}

/** Changed while a text is drawn, before its blocks are: which block is the last one, and whether it is being written. */
const Writing = createContext({ isWriting: false, blockCount: 0 });

function WritingBlock(props: BlockProps) {
  const writing = useContext(Writing);
  const isLast = writing.isWriting && props.index === writing.blockCount - 1;
  return isLast && props.rehypePlugins ? <Block {...props} rehypePlugins={addCaret(props.rehypePlugins)} /> : <Block {...props} />;
}

/**
 * A Markdown text, also while it is being written: blocks that are complete are not drawn again, half-written syntax is closed for
 * the moment.
 */
export const Markdown = memo(function Markdown({ text, isWriting = false }: { text: string; isWriting?: boolean }) {
  const normalized = useMemo(() => normalizeMath(closeTable(text)), [text]);
  const math = useMath(hasMath(normalized));
  const plugins = useMemo(() => (math ? { math } : {}), [math]);
  const [writing] = useState({ isWriting, blockCount: 0 });
  writing.isWriting = isWriting;
  const parse = useCallback(
    (markdown: string) => {
      const blocks = parseMarkdownIntoBlocks(markdown);
      writing.blockCount = blocks.length;
      return blocks;
    },
    [writing],
  );

  return (
    <Writing value={writing}>
      <Streamdown
        className="prose space-y-0"
        components={elements}
        rehypePlugins={rehypePlugins}
        plugins={plugins}
        linkSafety={linkSafety}
        controls={false}
        isAnimating={isWriting}
        parseMarkdownIntoBlocksFn={parse}
        BlockComponent={WritingBlock}
      >
        {normalized}
      </Streamdown>
    </Writing>
  );
});

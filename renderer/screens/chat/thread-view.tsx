import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { loadOlder, useThread } from '../../stores/threads.ts';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { LetGoOfEnd } from './scroll.ts';
import { Turn } from './turn.tsx';
import { useStickToEnd } from './use-stick-to-end.ts';
import { useWantedMessage } from './use-wanted-message.ts';

/** The height of a turn before it was measured, in pixels. */
const estimatedTurn = 130;
const gap = 18;
const estimateSize = () => estimatedTurn;
/** Older messages are fetched while so many of the loaded ones are still above the view. */
const reserve = 20;

/**
 * The turns of a conversation. Only those in sight are in the page; the place of older ones is there from the start, so that nothing
 * jumps when they arrive.
 */
export function ThreadView({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const messageIds = useThread(conversationId, (thread) => thread.messageIds);
  const totalCount = useThread(conversationId, (thread) => Math.max(thread.totalCount, thread.messageIds.length));
  const olderCount = totalCount - messageIds.length;
  const view = useRef<HTMLDivElement>(null);
  const { isAway, holdOn, letGo } = useStickToEnd(view);
  // The same function as long as the messages are the same: another one makes the virtualizer lay out all of them again.
  const getItemKey = useCallback((index: number) => messageIds[index - olderCount] ?? -1 - index, [messageIds, olderCount]);
  const virtualizer = useVirtualizer({
    count: totalCount,
    getScrollElement: () => view.current,
    estimateSize,
    getItemKey,
    // Drawn from the end on, before anything was measured.
    initialOffset: totalCount * (estimatedTurn + gap),
    paddingStart: 18,
    paddingEnd: 20,
    scrollPaddingStart: 12,
    gap,
    overscan: 3,
  });
  // What grows or folds in the middle of the view keeps its first line; only what is first measured above the view moves it.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, instance) => {
    const offset = instance.scrollOffset ?? 0;
    return item.start < offset && (item.end <= offset || !instance.itemSizeCache.has(item.key));
  };

  const items = virtualizer.getVirtualItems();
  const firstIndex = items[0]?.index ?? totalCount;
  useEffect(() => {
    if (olderCount > 0 && firstIndex < olderCount + reserve) void loadOlder(conversationId, olderCount - firstIndex + reserve);
  }, [conversationId, olderCount, firstIndex]);

  // A new turn comes from the reader's own wish: the view goes with it.
  const lastId = messageIds.at(-1);
  const shownId = useRef(lastId);
  useLayoutEffect(() => {
    if (lastId !== shownId.current) holdOn();
    shownId.current = lastId;
  }, [lastId, holdOn]);

  const showWanted = useCallback(
    (loadedIndex: number) => {
      letGo();
      virtualizer.scrollToIndex(loadedIndex + olderCount, { align: 'start' });
    },
    [letGo, virtualizer, olderCount],
  );
  useWantedMessage(conversationId, showWanted);

  return (
    <div className="body" ref={view} style={{ overflowAnchor: 'none' }}>
      <LetGoOfEnd value={letGo}>
        <div
          className="thread relative block! p-0!"
          role="log"
          aria-live="off"
          aria-label={t('chat.thread')}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {items.map((item) => {
            const messageId = messageIds[item.index - olderCount];
            return (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtualizer.measureElement}
                className="absolute inset-x-6 top-0 flex flex-col"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {messageId === undefined ? (
                  <OlderTurn />
                ) : (
                  <Turn conversationId={conversationId} messageId={messageId} isLast={messageId === lastId} />
                )}
              </div>
            );
          })}
        </div>
      </LetGoOfEnd>
      {isAway && (
        // Inside the view, so that the wheel works over it too.
        <div className="sticky bottom-0 z-10 h-0">
          <button type="button" className="jump" onClick={holdOn}>
            <Icon name="jump" size={14} />
            {t('chat.jump')}
          </button>
        </div>
      )}
    </div>
  );
}

/** The place of a turn that is still on its way. */
function OlderTurn() {
  return (
    <div className="flex flex-col gap-2 py-2" style={{ height: estimatedTurn }}>
      <Skeleton width="72%" />
      <Skeleton width="58%" />
      <Skeleton width="64%" />
    </div>
  );
}

import i18next from 'i18next';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { expect, test, vi } from 'vitest';
import type { Message } from '../../../shared/chats.ts';
import { EditTurn } from './edit-turn.tsx';
import { LetGoOfEnd } from './scroll.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const message: Message = {
  id: '7',
  conversationId: '1',
  role: 'user',
  text: 'Hello',
  reasoning: '',
  createdAt: 0,
  state: 'done',
  version: 1,
  versionCount: 1,
};

test('a message above the view comes into sight when it is edited', async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  await i18next.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: {} } } });
  const seen: string[] = [];
  const scroll = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => void seen.push('scrolled'));
  const page = document.body.appendChild(document.createElement('div'));
  const root = createRoot(page);
  await act(async () =>
    root.render(
      <LetGoOfEnd value={() => seen.push('let go')}>
        <EditTurn message={message} />
      </LetGoOfEnd>,
    ),
  );
  expect(seen).toEqual(['let go', 'scrolled']);
  expect(document.activeElement).toBe(page.querySelector('textarea'));
  act(() => root.unmount());
  page.remove();
  scroll.mockRestore();
});

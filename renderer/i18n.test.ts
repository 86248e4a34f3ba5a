import i18next from 'i18next';
import { expect, test } from 'vitest';
import { showLanguage, startI18n, systemLanguage } from './i18n.ts';

test('the system decides until a language is chosen, and every Chinese counts as Chinese', () => {
  expect(systemLanguage(['zh-TW', 'en'])).toBe('zh-CN');
  expect(systemLanguage(['de-DE', 'zh-Hans', 'en'])).toBe('zh-CN');
  expect(systemLanguage(['en-GB', 'zh-CN'])).toBe('en');
  expect(systemLanguage(['fr'])).toBe('en');
});

test('the language changes in place, and of two changes at once the last one counts', async () => {
  await startI18n();
  await showLanguage('zh-CN');
  expect([i18next.t('rail.chat'), document.documentElement.lang]).toEqual(['对话', 'zh-CN']);
  await Promise.all([showLanguage('zh-CN'), showLanguage('en')]);
  expect([i18next.t('rail.chat'), document.documentElement.lang]).toEqual(['Chat', 'en']);
});

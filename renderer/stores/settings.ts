import { create } from 'zustand';
import type { Settings, SettingsPatch } from '../../shared/settings.ts';
import { attempt } from '../errors.ts';
import { follow, host } from '../rpc.ts';

/** The settings as the host has them; undefined until it has told them for the first time. */
export const useSettings = create<{ settings: Settings | undefined }>(() => ({ settings: undefined }));

void follow(
  (client, signal) => client.settings.watch(undefined, { signal }),
  (settings) => useSettings.setState({ settings }),
  { signal: new AbortController().signal },
);

/** Asks the host for a change; the watch brings it back. */
export async function updateSettings(patch: SettingsPatch): Promise<void> {
  await attempt(host().then((client) => client.settings.update(patch)));
}

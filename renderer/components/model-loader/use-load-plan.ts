import { useState } from 'react';
import type { Estimate, LoadedModel, LoadSettings, LoadSettingsOverrides } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLoadedModel } from '../../stores/engine.ts';
import { useSettings } from '../../stores/settings.ts';
import { useEstimate } from './use-estimate.ts';

/** What the button on the right does: the model may be loaded already, with these settings or with others. */
export type LoadAction = 'load' | 'load-anyway' | 'load-again' | 'use' | 'cancel' | 'none';

export interface LoadPlan {
  model: Model;
  entry: LoadedModel | undefined;
  estimate: Estimate | undefined;
  /** What was changed here over what is remembered over what the host chooses. */
  settings: LoadSettings | undefined;
  /** `undefined` takes a change back. */
  change: (changes: { [Key in keyof LoadSettings]?: LoadSettings[Key] | undefined }) => void;
  remember: boolean;
  setRemember: (remember: boolean) => void;
  action: LoadAction;
  act: () => void;
  unload: () => void;
}

interface LoadPlanOptions {
  model: Model | undefined;
  isInUse: boolean;
  onChoose: (modelId: string) => void;
  onClose: () => void;
}

function chooseAction(entry: LoadedModel | undefined, estimate: Estimate | undefined, hasChanges: boolean, isInUse: boolean): LoadAction {
  if (entry?.state.type === 'loading') return 'cancel';
  if (entry?.state.type === 'ready') {
    if (hasChanges) return 'load-again';
    return isInUse ? 'none' : 'use';
  }
  return estimate?.fit === 'too-large' ? 'load-anyway' : 'load';
}

type Given = { [Key in keyof LoadSettings]?: Exclude<LoadSettings[Key], undefined> };

/** Without the values that are undefined: those are the host's to choose. */
function withoutGaps(settings: LoadSettingsOverrides): Given {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** The settings as the fields show them: what the host chooses by itself stays open where nothing was chosen. */
export function shownSettings(estimate: Estimate, overrides: LoadSettingsOverrides): LoadSettings {
  return { ...estimate.settings, threads: undefined, idleUnloadMinutes: undefined, ...withoutGaps(overrides) };
}

/** The chosen model's settings, what they would take, and what Enter does. */
export function useLoadPlan({ model, isInUse, onChoose, onClose }: LoadPlanOptions): LoadPlan | undefined {
  const [changed, setChanged] = useState<{ modelId: string; settings: LoadSettingsOverrides }>();
  const [remember, setRemember] = useState(true);
  const modelId = model?.id;
  const remembered = useSettings((state) => (modelId === undefined ? undefined : state.settings?.loadSettings[modelId]));
  const changes = changed?.modelId === modelId ? changed?.settings : undefined;
  const overrides = withoutGaps({ ...remembered, ...changes });
  const entry = useLoadedModel(modelId);
  const estimate = useEstimate(modelId, overrides);
  if (!model) return undefined;

  const hasChanges = changes !== undefined && Object.keys(changes).length > 0;
  const action = chooseAction(entry, estimate, hasChanges, isInUse);

  async function load() {
    if (!model) return;
    onChoose(model.id);
    onClose();
    const client = await host();
    await attempt(client.engine.load({ modelId: model.id, settings: overrides, remember: remember && hasChanges }));
  }
  async function unload() {
    if (model) await attempt((await host()).engine.unload({ modelId: model.id }));
  }
  const acts: Record<LoadAction, () => void> = {
    load,
    'load-anyway': load,
    'load-again': load,
    cancel: unload,
    use: () => {
      onChoose(model.id);
      onClose();
    },
    none: onClose,
  };
  return {
    model,
    entry,
    estimate,
    settings: estimate && shownSettings(estimate, overrides),
    change(settings) {
      setChanged({ modelId: model.id, settings: { ...changes, ...settings } });
    },
    remember,
    setRemember,
    action,
    act: () => acts[action](),
    unload: () => void unload(),
  };
}

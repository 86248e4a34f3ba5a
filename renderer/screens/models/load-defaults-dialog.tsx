import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoadSettingsOverrides } from '../../../shared/engine.ts';
import type { Model } from '../../../shared/models.ts';
import { MemoryBars } from '../../components/model-loader/load-form.tsx';
import { LoadSettingsFields } from '../../components/model-loader/load-settings-fields.tsx';
import { useEstimate } from '../../components/model-loader/use-estimate.ts';
import { shownSettings } from '../../components/model-loader/use-load-plan.ts';
import { updateSettings, useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** What a model is loaded with whenever nobody says otherwise. */
export function LoadDefaultsDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const { t } = useTranslation();
  const all = useSettings((state) => state.settings?.loadSettings);
  const [settings, setSettings] = useState<LoadSettingsOverrides>(all?.[model.id] ?? {});
  const estimate = useEstimate(model.id, settings);

  function save(next: LoadSettingsOverrides | undefined) {
    const { [model.id]: _, ...others } = all ?? {};
    void updateSettings({ loadSettings: next ? { ...others, [model.id]: next } : others });
    onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('models.loadDefaults')}
      description={t('models.loadDefaultsText', { name: model.name })}
      actions={
        <>
          <span className="grow">
            {all?.[model.id] && (
              <Button variant="quiet" onClick={() => save(undefined)}>
                {t('models.forgetDefaults')}
              </Button>
            )}
          </span>
          <Button onClick={onClose}>{t('models.cancel')}</Button>
          <Button variant="primary" onClick={() => save(settings)}>
            {t('models.save')}
          </Button>
        </>
      }
    >
      {estimate && (
        <>
          <MemoryBars estimate={estimate} />
          <div className="mt-3.5 border-line border-t pt-3.5">
            <LoadSettingsFields
              model={model}
              estimate={estimate}
              settings={shownSettings(estimate, settings)}
              change={(changes) => setSettings({ ...settings, ...changes })}
            />
          </div>
        </>
      )}
    </Dialog>
  );
}

/** Models of other programs that are on this computer and not used yet. */
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../shared/format.ts';
import type { Library, OtherProgram } from '../../shared/models.ts';
import { attempt } from '../errors.ts';
import { host } from '../rpc.ts';
import { useLibrary } from '../stores/models.ts';
import { Button } from '../ui/button.tsx';

/** Uses a program's models where they are, or no longer. True once the host has done it. */
export async function setProgramUsed(program: OtherProgram, isUsed: boolean): Promise<boolean> {
  return (await attempt(host().then((client) => client.models.useProgram({ program, isUsed }).then(() => true)))) ?? false;
}

/** Programs that hold models which the library does not list. */
export function useUnusedPrograms(): Library['programs'] {
  return useLibrary((state) => state.programs).filter(({ isUsed, modelCount }) => !isUsed && modelCount > 0);
}

/** What was found, one line per program, each with its button. */
export function ProgramsFound({ className = '' }: { className?: string }) {
  const { t, i18n } = useTranslation();
  const unused = useUnusedPrograms();
  if (unused.length === 0) return null;
  return (
    <ul className={`overflow-hidden rounded-[8px] border border-line bg-sunken ${className}`} aria-label={t('models.programs.banner')}>
      {unused.map(({ program, path, modelCount, sizeBytes }) => {
        const name = t(`models.programs.phrases.${program}`);
        return (
          <li key={`${program} ${path}`} className="flex min-h-10 items-center gap-3 border-line px-3 py-1.5 not-first:border-t">
            <p className="grow text-left text-[12px]/[17px]" title={path}>
              {t('models.programs.found', { count: modelCount, name, size: formatBytes(i18n.language, sizeBytes) })}
            </p>
            <Button
              size="sm"
              aria-label={t('models.programs.useThemOf', { count: modelCount, name: t(`models.programs.${program}`) })}
              onClick={() => void setProgramUsed(program, true)}
            >
              {t('models.programs.useThem', { count: modelCount })}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

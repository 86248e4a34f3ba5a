import './discover.css';
import { useModelPage } from '../../stores/hub-page.ts';
import { ModelPage } from './model-page.tsx';
import { SearchColumn } from './search-column.tsx';

/** Discover: what there is on the left, the chosen model on the right; on a narrow page one or the other. */
export function DiscoverScreen() {
  const hasModel = useModelPage((state) => state.ref !== undefined);
  return (
    <div className="sheet discover" data-model={hasModel || undefined}>
      <SearchColumn />
      <ModelPage />
    </div>
  );
}

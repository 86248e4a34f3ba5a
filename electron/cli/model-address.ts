/** Addresses of models as a person types them, and the command that gets one. */
import { findModelAddress, type ModelAddress } from '../../shared/model-address.ts';
import { UsageError } from './option-values.ts';

/** As findModelAddress. Throws UsageError. */
export function parseModelAddress(typed: string): ModelAddress {
  const address = findModelAddress(typed);
  if (address) return address;
  throw new UsageError(`"${typed}" is no model's address. Write owner/name, as in alcove pull Qwen/Qwen3-8B-GGUF:Q4_K_M.`);
}

/** The command that gets it. */
export const pullCommand = ({ source, repository, versionId }: ModelAddress): string =>
  `alcove pull ${source === 'model-scope' ? 'modelscope.cn/models/' : ''}${repository}${versionId === undefined ? '' : `:${versionId}`}`;

/** Licences by the names that Hugging Face gives them, as people know them; names are the same in every language. */
const names: Record<string, string> = {
  'apache-2.0': 'Apache 2.0',
  mit: 'MIT',
  gemma: 'Gemma',
  llama2: 'Llama 2',
  llama3: 'Llama 3',
  'llama3.1': 'Llama 3.1',
  'llama3.2': 'Llama 3.2',
  'llama3.3': 'Llama 3.3',
  llama4: 'Llama 4',
  'bsd-3-clause': 'BSD 3-Clause',
  'bigscience-openrail-m': 'OpenRAIL-M',
  openrail: 'OpenRAIL',
};

/** The ones to choose from. */
export const usualLicences = ['apache-2.0', 'mit', 'gemma', 'llama3.1', 'llama3.2', 'llama3.3', 'cc-by-4.0', 'cc-by-nc-4.0'] as const;

/** "Apache 2.0"; a Creative Commons licence in capitals; one that is not known as it stands. Undefined for "other" and "unknown". */
export function licenceName(id: string): string | undefined {
  if (id === 'other' || id === 'unknown') return undefined;
  if (names[id]) return names[id];
  return /^(?:cc|gpl|agpl|lgpl)-/.test(id) ? id.toUpperCase().replace(/^((?:CC|GPL|AGPL|LGPL)(?:-[A-Z]+)*)-/, '$1 ') : id;
}

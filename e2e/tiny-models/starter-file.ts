import { fileURLToPath } from 'node:url';

/** The model that ships with Alcove. */
export const starterFile = fileURLToPath(new URL('../../resources/starter/Alcove-Starter-135M-Q4_0.gguf', import.meta.url));

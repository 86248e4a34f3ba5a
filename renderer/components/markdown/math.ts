/** Fetched apart from the page: KaTeX with its fonts. */
import 'katex/dist/katex.min.css';
import './math.css';
import { createMathPlugin } from '@streamdown/math';

/** A formula that is half-written or wrong is shown as it was written, in the colour of its surroundings. */
export const math = createMathPlugin({ errorColor: 'inherit' });

/**
 * Stands in for rehype-raw (see vite.config.ts), which streamdown offers and this app never uses: HTML in a text is shown as text. It
 * would bring a whole HTML parser into the first page load.
 */
export default function noRawHtml(): never {
  throw new Error('HTML in Markdown is not parsed.');
}

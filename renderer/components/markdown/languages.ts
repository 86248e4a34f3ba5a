/** The languages that are highlighted; each grammar is a file of its own, fetched when a block first needs it. */
import type { LanguageRegistration } from 'shiki/core';

type Loader = () => Promise<{ default: LanguageRegistration[] }>;

interface Language {
  name: string;
  aliases?: string[];
  load: Loader;
}

const languages: Record<string, Language> = {
  bash: { name: 'Bash', aliases: ['sh', 'shell', 'zsh', 'console', 'shellscript'], load: () => import('shiki/langs/bash.mjs') },
  bat: { name: 'Batch', aliases: ['cmd', 'batch'], load: () => import('shiki/langs/bat.mjs') },
  c: { name: 'C', aliases: ['h'], load: () => import('shiki/langs/c.mjs') },
  clojure: { name: 'Clojure', aliases: ['clj'], load: () => import('shiki/langs/clojure.mjs') },
  cpp: { name: 'C++', aliases: ['c++', 'hpp', 'cc', 'cxx'], load: () => import('shiki/langs/cpp.mjs') },
  csharp: { name: 'C#', aliases: ['c#', 'cs'], load: () => import('shiki/langs/csharp.mjs') },
  css: { name: 'CSS', load: () => import('shiki/langs/css.mjs') },
  dart: { name: 'Dart', load: () => import('shiki/langs/dart.mjs') },
  diff: { name: 'Diff', aliases: ['patch'], load: () => import('shiki/langs/diff.mjs') },
  docker: { name: 'Dockerfile', aliases: ['dockerfile'], load: () => import('shiki/langs/docker.mjs') },
  elixir: { name: 'Elixir', aliases: ['ex', 'exs'], load: () => import('shiki/langs/elixir.mjs') },
  go: { name: 'Go', aliases: ['golang'], load: () => import('shiki/langs/go.mjs') },
  graphql: { name: 'GraphQL', aliases: ['gql'], load: () => import('shiki/langs/graphql.mjs') },
  haskell: { name: 'Haskell', aliases: ['hs'], load: () => import('shiki/langs/haskell.mjs') },
  html: { name: 'HTML', aliases: ['htm'], load: () => import('shiki/langs/html.mjs') },
  ini: { name: 'INI', aliases: ['conf', 'properties'], load: () => import('shiki/langs/ini.mjs') },
  java: { name: 'Java', load: () => import('shiki/langs/java.mjs') },
  javascript: { name: 'JavaScript', aliases: ['js', 'mjs', 'cjs', 'node'], load: () => import('shiki/langs/javascript.mjs') },
  json: { name: 'JSON', aliases: ['jsonc', 'json5'], load: () => import('shiki/langs/json.mjs') },
  jsx: { name: 'JSX', load: () => import('shiki/langs/jsx.mjs') },
  julia: { name: 'Julia', aliases: ['jl'], load: () => import('shiki/langs/julia.mjs') },
  kotlin: { name: 'Kotlin', aliases: ['kt', 'kts'], load: () => import('shiki/langs/kotlin.mjs') },
  latex: { name: 'LaTeX', aliases: ['tex'], load: () => import('shiki/langs/latex.mjs') },
  lua: { name: 'Lua', load: () => import('shiki/langs/lua.mjs') },
  make: { name: 'Makefile', aliases: ['makefile'], load: () => import('shiki/langs/make.mjs') },
  markdown: { name: 'Markdown', aliases: ['md'], load: () => import('shiki/langs/markdown.mjs') },
  matlab: { name: 'MATLAB', load: () => import('shiki/langs/matlab.mjs') },
  nix: { name: 'Nix', load: () => import('shiki/langs/nix.mjs') },
  perl: { name: 'Perl', aliases: ['pl'], load: () => import('shiki/langs/perl.mjs') },
  php: { name: 'PHP', load: () => import('shiki/langs/php.mjs') },
  powershell: { name: 'PowerShell', aliases: ['ps1', 'pwsh', 'ps'], load: () => import('shiki/langs/powershell.mjs') },
  python: { name: 'Python', aliases: ['py', 'python3'], load: () => import('shiki/langs/python.mjs') },
  r: { name: 'R', load: () => import('shiki/langs/r.mjs') },
  ruby: { name: 'Ruby', aliases: ['rb'], load: () => import('shiki/langs/ruby.mjs') },
  rust: { name: 'Rust', aliases: ['rs'], load: () => import('shiki/langs/rust.mjs') },
  scala: { name: 'Scala', load: () => import('shiki/langs/scala.mjs') },
  scss: { name: 'SCSS', aliases: ['sass'], load: () => import('shiki/langs/scss.mjs') },
  sql: { name: 'SQL', aliases: ['postgres', 'mysql', 'sqlite'], load: () => import('shiki/langs/sql.mjs') },
  swift: { name: 'Swift', load: () => import('shiki/langs/swift.mjs') },
  toml: { name: 'TOML', load: () => import('shiki/langs/toml.mjs') },
  tsx: { name: 'TSX', load: () => import('shiki/langs/tsx.mjs') },
  typescript: { name: 'TypeScript', aliases: ['ts', 'mts', 'cts'], load: () => import('shiki/langs/typescript.mjs') },
  vue: { name: 'Vue', load: () => import('shiki/langs/vue.mjs') },
  xml: { name: 'XML', aliases: ['svg', 'plist'], load: () => import('shiki/langs/xml.mjs') },
  yaml: { name: 'YAML', aliases: ['yml'], load: () => import('shiki/langs/yaml.mjs') },
  zig: { name: 'Zig', load: () => import('shiki/langs/zig.mjs') },
};

const aliases = new Map(Object.entries(languages).flatMap(([id, { aliases }]) => (aliases ?? []).map((alias) => [alias, id] as const)));

/** The id, name and grammar for what stands behind a fence; undefined where there is no grammar. */
export function findLanguage(tag: string): { id: string; name: string; load: Loader } | undefined {
  const lower = tag.trim().toLowerCase();
  const id = Object.hasOwn(languages, lower) ? lower : aliases.get(lower);
  const language = id === undefined ? undefined : languages[id];
  return id !== undefined && language ? { id, name: language.name, load: language.load } : undefined;
}

export { type ComposeImport, type ImportOptions, importCompose, type ProposedItem } from "./import-compose.ts";
export { type ListedKey, listKeys } from "./keys/list-keys.ts";
export type { ComposeProblem } from "./read/compose-error.ts";
export { type EnvFile, readEnvFile } from "./read/env-file.ts";
export { type Row, type Verdict, verdicts } from "./report/row.ts";
export { type OfferedSize, suggestSize } from "./suggest-size.ts";

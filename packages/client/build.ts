import { mkdir, rm, writeFile } from "node:fs/promises";
import { bundleDeclarations } from "./scripts/bundle-declarations.ts";
import { bundleProgram } from "./scripts/bundle-program.ts";
import { checkDeclarations } from "./scripts/check-declarations.ts";
import { writeContract } from "./scripts/contract/write-contract.ts";

const here = (path: string) => new URL(path, import.meta.url).pathname;
const made = here("dist/made/");

/** The package as it is published: one program without dependencies, and declarations that stand alone and say what it does. */
await rm(here("dist"), { recursive: true, force: true });
await mkdir(made, { recursive: true });
await writeFile(`${made}contract.ts`, writeContract(here("../../apps/api/src/trpc/router.ts"), here("../../apps/api/tsconfig.json")));
await Promise.all([
	bundleDeclarations({ made, source: here("src/"), outfile: here("dist/index.d.ts"), configFile: here("tsconfig.json") }),
	bundleProgram({ entry: here("src/published.ts"), outfile: here("dist/index.js"), noticeFile: here("dist/THIRD-PARTY.txt") }),
]);
checkDeclarations({ made, source: here("src/published.ts"), declarations: here("dist/index.d.ts"), configFile: here("tsconfig.json") });

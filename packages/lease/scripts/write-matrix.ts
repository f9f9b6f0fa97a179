import { writeFileSync } from "node:fs";
import { printMatrix } from "../src/machine/matrix.ts";

writeFileSync(new URL("../../../docs/lease-machine.md", import.meta.url), printMatrix());

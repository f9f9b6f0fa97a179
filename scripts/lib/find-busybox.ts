import { readFile } from "node:fs/promises";
import { findProgram } from "./find-program.ts";
import { installPackages } from "./install-packages.ts";

// Debian has two that exclude each other; this one needs no C library, so it runs in an empty image.
const need = { package: "busybox-static", purpose: "what small images are made of" };

const isStatic = async (path: string) => !(await readFile(path)).includes("/lib64/ld-linux");

/** A BusyBox that runs in an empty image, installed from Debian if there is none. Errors  Missing. */
export async function findBusybox(): Promise<string> {
	const found = await findProgram("busybox");
	if (found !== null && (await isStatic(found))) return found;
	// No program has this name, so the package is installed even though the other BusyBox is here.
	await installPackages([{ ...need, program: "busybox-static" }]);
	return (await findProgram("busybox")) ?? "/bin/busybox";
}

import { readFile } from "node:fs/promises";
import { findProgram } from "./find-program.ts";
import { installPackages, type Need } from "./install-packages.ts";

/** Debian has two that exclude each other; the other one needs a C library, which an empty image has not. */
async function findStatic(): Promise<string | null> {
	const found = await findProgram("busybox");
	return found !== null && !(await readFile(found)).includes("/lib64/ld-linux") ? found : null;
}

/** What to install for a BusyBox that runs in an empty image; nothing when it is here. */
export async function busyboxNeeds(): Promise<Need[]> {
	if ((await findStatic()) !== null) return [];
	// No program has this name, so the package is installed even though the other BusyBox is here.
	return [{ program: "busybox-static", package: "busybox-static", purpose: "what small images are made of" }];
}

/** A BusyBox that runs in an empty image, installed from Debian if there is none. Errors  Missing. */
export async function findBusybox(): Promise<string> {
	await installPackages(await busyboxNeeds());
	return (await findStatic()) ?? "/bin/busybox";
}

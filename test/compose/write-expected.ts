import { writeFile } from "node:fs/promises";
import { importCompose } from "@berth/compose";
import { stringify } from "yaml";
import { expectationFile, expectationOf, outcomeOf, readCorpus, sourceOf } from "./corpus.ts";

// Writes what comes of each file beside it. It is read by a person before it is committed: the test holds the importer to it.
for (const name of await readCorpus()) {
	const { options } = (await expectationOf(name)) ?? {};
	const outcome = outcomeOf(importCompose(await sourceOf(name), options));
	await writeFile(
		expectationFile(name),
		stringify({ ...(options === undefined ? {} : { options }), outcome }, { lineWidth: 0, aliasDuplicateObjects: false }),
	);
}

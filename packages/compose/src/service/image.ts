import { isAppError, parseImageReference } from "@berth/core";
import { type KeyRule, textOf } from "../report/read-keys.ts";
import { childOf, previewOf } from "../report/spot.ts";
import { type Draft, put } from "./draft.ts";

/** Why an image's name is none; null when it is one. */
function imageIssue(image: string): string | null {
	try {
		parseImageReference(image);
		return null;
	} catch (err) {
		if (isAppError(err)) return err.message;
		throw err;
	}
}

export const image: KeyRule<Draft> = {
	verdicts: ["kept", "translated", "refused"],
	about: "`image`; that which is named for the service to the import goes before.",
	read(spot, draft, report) {
		const named = draft.world.imageFor(draft.key);
		const name = named ?? textOf(spot)?.trim() ?? "";
		const issue = imageIssue(name);
		if (issue !== null) return void report.refused(spot, `${issue} Write it as registry/repository:tag.`, { final: true });
		put(draft, "image", name, spot);
		if (named !== undefined)
			report.translated(spot, "The image that was named for this service goes before that of the file.", `image: ${named}`);
		else report.kept(spot, "A manifest says it the same way.", "image");
	},
};

export const build: KeyRule<Draft> = {
	verdicts: ["ignored", "translated", "refused"],
	about:
		"Nothing is built: beside an `image` it is left out, and that image must be in a registry; alone it is refused until an image is named.",
	read(spot, draft, report) {
		const named = draft.world.imageFor(draft.key);
		const beside = childOf(draft.spot, "image");
		if (named !== undefined) {
			if (beside === undefined) put(draft, "image", named, spot);
			report.translated(spot, "Nothing is built here; the image that was named for this service runs.", `image: ${named}`);
		} else if (beside !== undefined && textOf(beside))
			report.ignored(spot, `Nothing is built here: the image ${previewOf(beside)} is pulled, so push it to a registry first.`);
		else
			report.refused(spot, "Nothing is built here: build the image, push it to a registry, and name it under image or to this import.", {
				final: true,
			});
	},
};

import { readFileSync } from "node:fs";
import { accessScopes, adminWebhookEventTypes, errorTable, leaseEventTypes, reasonAdvice } from "@berth/core";
import { expect, test } from "vitest";

// Programs compare with these words: one that was ever told stays what it is. New ones are added to the file, none is taken out of it.
const told = JSON.parse(readFileSync(new URL("stable-names.json", import.meta.url), "utf8")) as Readonly<Record<string, readonly string[]>>;

test.each(
	Object.entries({
		errorCodes: Object.keys(errorTable),
		reasons: Object.keys(reasonAdvice),
		leaseEvents: leaseEventTypes,
		webhookEvents: adminWebhookEventTypes,
		scopes: accessScopes,
	}),
)("%s are only added to", (kind, names) => {
	expect([...names].toSorted()).toEqual([...(told[kind] ?? [])].toSorted());
});

import type { SetDomainInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { changeRelease } from "./change-release.ts";
import type { CommandContext } from "./command-context.ts";
import { serviceOf } from "./lease-items.ts";

/** Gives a service a name of the tenant's own, or takes it away. Errors  CONFLICT when another open lease has it. */
export const setDomain = (context: CommandContext, caller: Caller, input: SetDomainInput): Promise<Accepted> =>
	changeRelease(context, caller, input, {
		verb: "setDomain",
		cause: "domain",
		asked: { service: input.service, domain: input.domain },
		target({ release: { manifest, items } }) {
			const name = serviceOf(manifest, input.service, "service");
			return { manifest, items: items.map((item) => (item.service === name ? { ...item, domain: input.domain } : item)) };
		},
	});

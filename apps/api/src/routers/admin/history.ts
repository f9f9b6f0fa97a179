import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { eventFilter } from "../../trpc/event-list.ts";
import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { operationListInput } from "../operation/list.ts";

/** What was asked over all tenants, newest first. */
const operations = adminProcedure("admin:read")
	.input(operationListInput)
	.query(({ ctx, input }) => ctx.services.leases.operations(ctx.caller, defined(input)));

/** What happened over all tenants, newest first. */
const events = adminProcedure("admin:read")
	.input(z.strictObject(eventFilter).prefault({}))
	.query(({ ctx, input }) => ctx.services.leases.events(ctx.caller, defined(input)));

/** What was asked and what happened over all tenants, newest first. */
export const historyRouter = router({ operations, events });

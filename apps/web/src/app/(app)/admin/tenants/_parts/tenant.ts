import type { RouterOutputs } from "@berth/client";

export type Tenant = RouterOutputs["admin"]["tenants"]["list"]["tenants"][number];

/** What can be asked about one. */
export type TenantAct = "limits" | "invite" | "suspend";

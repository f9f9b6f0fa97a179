import type { RouterOutputs } from "@berth/client";

export type FleetData = RouterOutputs["admin"]["fleet"];
export type FleetNode = FleetData["nodes"][number];

export type { AppRouter, RouterInputs, RouterOutputs } from "@berth/api/router";
export { type BerthError, berthErrorOf } from "./berth-error.ts";
export { type BrowserConnection, type BrowserLinksOptions, createBrowserLinks } from "./browser-links.ts";
export type { ConnectionStatus } from "./connection-status.ts";
export { type BerthClient, type BerthClientOptions, createBerthClient } from "./create-client.ts";

import type { BuiltImageStore } from "../built-image-store.ts";
import type { Connection } from "../connection.ts";
import { beginBuild, giveUpBuild, holdBuild, keepBuild } from "./build.ts";
import { builtHolds, dropBuilt, findBuilt, forgetBuild, listBuilt, takeLeftBuilds } from "./keep.ts";

export const createBuiltImageStore = ({ pool }: Pick<Connection, "pool">): BuiltImageStore => ({
	begin: (build) => beginBuild(pool, build),
	hold: (id, holdMs, made) => holdBuild(pool, id, holdMs, made),
	keep: (id, image, audit) => keepBuild(pool, id, image, audit),
	giveUp: (id) => giveUpBuild(pool, id),
	list: (tenantId) => listBuilt(pool, tenantId),
	holds: (tenantId) => builtHolds(pool, tenantId),
	find: (tenantId, of) => findBuilt(pool, tenantId, of),
	drop: (tenantId, of, audit) => dropBuilt(pool, tenantId, of, audit),
	takeLeft: (nodeName, limit) => takeLeftBuilds(pool, nodeName, limit),
	forget: (id) => forgetBuild(pool, id),
});

import { serve } from "@hono/node-server";
import { trpcServer } from "@hono/trpc-server";
import { initTRPC } from "@trpc/server";
import { Hono } from "hono";
import pg from "pg";

/**
 * The least that answers the same question: the same adapter, a pool of the same size, the same read, and nothing else. It is built
 * and run as the service is.
 */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const text = `select "id", "name", "cpu_millis", "memory_bytes", "disk_bytes", "pids_max", "position", "enabled"
	from "sku" order by "sku"."position" asc, "sku"."name" asc`;

const t = initTRPC.create();
const router = t.router({
	sku: t.router({ list: t.procedure.query(async () => (await pool.query({ name: "sku_list", text })).rows) }),
});

const app = new Hono();
app.use("/trpc/*", trpcServer({ endpoint: "/trpc", router }));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT) });

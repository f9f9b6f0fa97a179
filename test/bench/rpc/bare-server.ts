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
// As the service reads counts of bytes.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const text = `select id, name, cpu_millis as "cpuMillis", memory_bytes as "memoryBytes", disk_bytes as "diskBytes", pids_max as "pidsMax",
		position, enabled, price_label as "priceLabel", close_data as "closeData"
	from sku
	where (enabled or not $1)
		and ($2::text is null or (sku.position, sku.name) > (select last.position, last.name from sku last where last.name = $2))
	order by position, name limit $3`;
const values = [true, null, 51];

const t = initTRPC.create();
const router = t.router({
	sku: t.router({ list: t.procedure.query(async () => (await pool.query({ name: "sku_list", text, values })).rows) }),
});

const app = new Hono();
app.use("/trpc/*", trpcServer({ endpoint: "/trpc", router }));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT) });

import { basename, dirname, resolve } from "node:path";
import { type BerthClient, berthErrorOf } from "@berth/client";
import type { Command } from "commander";
import { settle, type WaitOptions } from "../follow/settle.ts";
import { type ComposeOptions, fromCompose } from "../manifest/from-compose.ts";
import { type ManifestFile, readManifestFile } from "../manifest/read-file.ts";
import type { CommandRunner, Run } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { findOpen } from "../run/find-lease.ts";
import { counted, future, pair, words } from "../run/options.ts";
import { bytes } from "../run/words.ts";
import { waiting } from "./waiting.ts";

interface UpOptions extends WaitOptions, ComposeOptions {
	readonly file: string;
	readonly compose?: true;
	readonly plan?: true;
	readonly name?: string;
	readonly size?: Readonly<Record<string, string>>;
	readonly scale?: Readonly<Record<string, number>>;
	readonly expires?: string;
	readonly note?: string;
}

interface Item {
	readonly service: string;
	readonly sku: string;
	readonly quantity: number;
}

interface Wanted {
	readonly name: string;
	readonly manifest: unknown;
	/** Null: those that the lease has. */
	items(isNew: boolean): Item[] | null;
}

/** `up`: makes what a file says so, whether the lease is there or not. */
export function addUp(program: Command, { does }: CommandRunner): void {
	waiting(program.command("up").description("lease what a manifest or a Compose file says, or change the lease of that name to it"))
		.requiredOption("-f, --file <path>", "manifest.yaml, manifest.json or compose.yaml; - is standard input")
		.option("--compose", "it is a Compose file, whatever its name")
		.option("--plan", "say what would be done, and do nothing")
		.option("--name <name>", "the lease's name; the file's own or its directory's when absent")
		.option("--size <service=sku>", "the size of a service; of every one without a name, several times", pair)
		.option("--scale <service=quantity>", "how many instances of a service, several times", counted)
		.option("--expires <when>", "when a new lease closes by itself, like 7d", future)
		.option("--note <text>", "why, for the history")
		.option("--env-file <path>", "what variables of a Compose file stand for; .env beside it when absent")
		.option("--profile <name>", "a profile of a Compose file, several times", words)
		.option("--accept <what>", "leave out what a Compose file asks for in vain, several times", words)
		.action(does((run, options: UpOptions) => up(run, options)));
}

async function up(run: Run, options: UpOptions): Promise<void> {
	const file = await readManifestFile(options.file, options.compose === true);
	const client = await run.client();
	const wanted = await readWanted(run, client, file, options);
	const { name, manifest } = wanted;
	const present = await findOpen(client, name);
	const note = options.note === undefined ? {} : { note: options.note };
	if (present === null) {
		const items = wanted.items(true) ?? [];
		if (options.plan === true) return planNew(run, client, { name, manifest, items });
		const expiry = options.expires === undefined ? {} : { expiresAt: options.expires };
		return settle(run, client, name, await client.lease.provision.mutate({ name, manifest, items, ...expiry }), options);
	}
	const items = wanted.items(false);
	const change = { leaseId: present.id, manifest, ...note, ...(items === null ? {} : { items }) };
	try {
		if (options.plan === true) return await planChange(run, client, name, change);
		const ask = present.state === "failed" ? client.lease.retry : client.lease.update;
		const { items: _items, ...retry } = change;
		await settle(
			run,
			client,
			name,
			ask === client.lease.retry ? await client.lease.retry.mutate(retry) : await client.lease.update.mutate(change),
			options,
		);
	} catch (error) {
		const { code, data } = berthErrorOf(error);
		if (code !== "BAD_INPUT" || data.why !== "same") throw error;
		run.out.show(
			{ leaseId: present.id, unchanged: true, state: present.state },
			() => `${name} is up to date.`,
			() => [present.id],
		);
	}
}

async function readWanted(run: Run, client: BerthClient, file: ManifestFile, options: UpOptions): Promise<Wanted> {
	const { size = {}, scale = {} } = options;
	const isSaid = Object.keys(size).length + Object.keys(scale).length > 0;
	const sized = (services: readonly { readonly service: string; readonly quantity: number; readonly sku: string | null }[]) =>
		services.map(({ service, quantity, sku: proposed }) => {
			const sku = size[service] ?? size["*"] ?? proposed;
			if (sku === null) throw new Failure("usage", `Say which size ${service} has: --size ${service}=<size>.`, { service });
			return { service, quantity: scale[service] ?? quantity, sku };
		});
	if (file.kind === "compose") {
		const { manifest, items, name } = await fromCompose(run, client, file, options);
		return { name: options.name ?? name ?? nameOf(file.path), manifest, items: (isNew) => (isNew || isSaid ? sized(items) : null) };
	}
	const { ok, manifest, issues } = await client.manifest.check.mutate({ manifest: file.value });
	if (!ok || manifest === null)
		throw new Failure("usage", `${file.path} is no manifest: ${issues.map(({ path, message }) => `${path}: ${message}`).join("; ")}`, {
			issues,
		});
	const services = Object.keys(manifest.services).map((service) => ({ service, quantity: 1, sku: null }));
	return { name: options.name ?? nameOf(file.path), manifest: file.value, items: (isNew) => (isNew || isSaid ? sized(services) : null) };
}

/** A lease is called like the directory its file is in. */
function nameOf(path: string): string {
	const name = basename(dirname(resolve(path)))
		.toLowerCase()
		.replaceAll(/[^a-z0-9-]+/g, "-")
		.replaceAll(/^-+|-+$/g, "");
	if (path === "-" || name === "") throw new Failure("usage", "Say how the lease is called: --name <name>.");
	return name.slice(0, 63).replace(/-+$/, "");
}

async function planNew(
	run: Run,
	client: BerthClient,
	asked: { readonly name: string; readonly manifest: unknown; readonly items: readonly Item[] },
): Promise<void> {
	const { offers } = await client.sku.offers.query({ limit: 200 });
	const services = asked.items.map((item) => ({ ...item, available: offers.find(({ name }) => name === item.sku)?.available ?? null }));
	run.out.show({ action: "provision", name: asked.name, services }, () => ({
		head: ["service", "action", "size", "quantity", "room for"],
		rows: services.map(({ service, sku, quantity, available }) => [service, "add", sku, quantity, available ?? "no such size"]),
	}));
}

async function planChange(
	run: Run,
	client: BerthClient,
	name: string,
	change: Parameters<BerthClient["lease"]["planUpdate"]["mutate"]>[0],
): Promise<void> {
	const plan = await client.lease.planUpdate.mutate(change);
	run.out.show({ action: "update", name, ...plan }, () => ({
		head: ["service", "action", "because", "order", "quantity", "takes"],
		rows: plan.services.map(({ service, action, because, order, from, to }, at) => [
			service,
			action,
			because.join(","),
			order,
			from === to ? to : `${from} to ${to}`,
			at === 0 ? `${bytes(plan.adds.memoryBytes)} memory` : "",
		]),
	}));
}

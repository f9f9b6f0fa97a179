import { untilState } from "../../support/stack.ts";
import { startWebServer } from "../../support/web-server.ts";
import type { BenchContext } from "../bench.ts";
import { type DockerStage, openDockerStage } from "../stage/docker-stage.ts";
import { openBareReader } from "./bare-reader.ts";
import { openLogPage } from "./log-page.ts";
import { openWriter, PRINTER, PRINTER_PORT } from "./writer.ts";

/** A container that prints what it is told to, its log in a real browser, and a bare follower of the same log. */
export async function openLogStage(context: BenchContext) {
	const web = await startWebServer();
	context.onEnd(() => web[Symbol.asyncDispose]());
	const stage = await openDockerStage(context, { WEB_URL: web.url });
	const leaseId = await provisionPrinter(stage);
	const port = (await stage.member.client.lease.get.query({ leaseId })).endpoints[0]?.hostPort;
	const container = (await stage.host.leftovers(stage.installationId)).containers[0];
	if (port === null || port === undefined || container === undefined) throw new Error("the container is not to be reached");
	const writer = await openWriter(port);
	context.onEnd(() => writer.close());
	const bare = await openBareReader(stage.host.docker, container.id);
	context.onEnd(() => bare.close());
	const page = await openLogPage(await stage.server.signInLink("bench"), `${stage.server.url}/leases/${leaseId}/logs`, context);
	return { page, writer, bare };
}

async function provisionPrinter({ member, images }: DockerStage): Promise<string> {
	const ports = { [`${PRINTER_PORT}/tcp`]: {} };
	const { leaseId } = await member.client.lease.provision.mutate({
		name: "printer",
		items: [{ sku: "nano" }],
		manifest: { image: images.sleeper, command: PRINTER, ports, init: true, stop_grace_period: "1s" },
	});
	const { state, message } = await untilState(member.client, leaseId, ["ready", "failed"]);
	if (state !== "ready") throw new Error(`the container did not come up: ${message}`);
	return leaseId;
}

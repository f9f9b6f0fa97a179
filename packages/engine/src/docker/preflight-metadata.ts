import { AppError } from "@berth/core";
import type { MetadataProbe, ProbeFinding } from "../metadata-guard/prober.ts";
import { metadataAddresses, newBridgeName } from "../metadata-guard/rules.ts";
import type { Context } from "./context.ts";
import { inspectImage } from "./inspect.ts";
import type { ProbesUnderWay } from "./preflight-check.ts";
import { createTrial } from "./preflight-trial.ts";

/** Tries from a container like a tenant's, on a network like a tenant's, whether the cloud's metadata answer. `image`: one with BusyBox. */
export function createMetadataProbe(context: Context, image: string, underWay: ProbesUnderWay): MetadataProbe {
	return async (signal) => {
		if (!(await inspectImage(context.daemon, image, signal))) {
			return { kind: "untried", why: `${image} is not here`, remedy: `Pull ${image}.` };
		}
		return context.background.own(tryOut(context, image, underWay, signal));
	};
}

async function tryOut(context: Context, image: string, underWay: ProbesUnderWay, signal: AbortSignal): Promise<ProbeFinding> {
	const trial = createTrial(context, { op: "preflight.metadata_guard", image, underWay, signal });
	try {
		const network = await trial.network(newBridgeName(context.installation));
		const tried = metadataAddresses({ withIpv6: await trial.hasIpv6(network) });
		const code = await trial.exitOf(await trial.start(network, ["sh", "-c", script, "sh", ...tried]));
		return toFinding(code, tried);
	} finally {
		await trial.undo();
	}
}

/** There is no such program in the image. */
const NO_PROGRAM = 64;

/**
 * Connects to every address at once, and ends with the sum of 2ⁿ over those that were reached.
 *
 * A connect is given up after two seconds; who still runs after twenty is connected and waits for an answer, and its end by a signal
 * counts as reached, so that a slow machine is never taken for an open one.
 */
const script = [
	`command -v nc >/dev/null || exit ${NO_PROGRAM}`,
	'for a in "$@"; do nc -w 2 "$a" 80 </dev/null >/dev/null 2>&1 & p="$p $!"; done',
	"(sleep 20; kill $p) 2>/dev/null &",
	"b=1; s=0",
	"for i in $p; do wait $i; c=$?; if [ $c -eq 0 ] || [ $c -gt 128 ]; then s=$((s+b)); fi; b=$((b*2)); done",
	"exit $s",
].join("\n");

/** Errors  ENGINE_FAILED for an end that the script does not have: the container was killed, or its shell could not be started. */
export function toFinding(code: number, tried: readonly string[]): ProbeFinding {
	if (code === NO_PROGRAM) return { kind: "untried", why: "the image has no nc", remedy: "Name an image that has BusyBox with sh and nc." };
	if (code >= 2 ** tried.length)
		throw new AppError("ENGINE_FAILED", {
			message: "The container that tries the cloud's metadata ended oddly.",
			data: { exitCode: code },
		});
	const reached = tried.filter((_, at) => (code & (1 << at)) !== 0);
	return reached.length === 0 ? { kind: "closed", tried } : { kind: "open", reached };
}

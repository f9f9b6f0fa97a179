import { doesAnswer } from "../../scripts/lib/docker/docker-host.ts";
import { startDocker } from "../../scripts/lib/docker/start-docker.ts";

// Run by a test inside of namespaces of its own.
const folder = process.argv[2] ?? "";
const first = await startDocker(folder);
console.log(`first: ours ${first.isOurs}, answers ${await doesAnswer(first.host)}`);
const second = await startDocker(folder);
console.log(`second: ours ${second.isOurs}, answers ${await doesAnswer(second.host)}`);
await second.stop();
console.log(`stopped: answers ${await doesAnswer(first.host)}`);
await first.stop();

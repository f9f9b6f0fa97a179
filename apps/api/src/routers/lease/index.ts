import { router } from "../../trpc/init.ts";
import { close } from "./close.ts";
import { get } from "./get.ts";
import { glance } from "./glance.ts";
import { list } from "./list.ts";
import { logPage } from "./log-page.ts";
import { logs } from "./logs.ts";
import { planClose } from "./plan-close.ts";
import { planProvision } from "./plan-provision.ts";
import { planUpdate } from "./plan-update.ts";
import { provision } from "./provision.ts";
import { renew } from "./renew.ts";
import { reopen } from "./reopen.ts";
import { restart } from "./restart.ts";
import { retry } from "./retry.ts";
import { scale } from "./scale.ts";
import { searchLogs } from "./search-logs.ts";
import { setDomain } from "./set-domain.ts";
import { setEnv } from "./set-env.ts";
import { start } from "./start.ts";
import { stats } from "./stats.ts";
import { stop } from "./stop.ts";
import { update } from "./update.ts";
import { usage } from "./usage.ts";
import { wait } from "./wait.ts";
import { watch } from "./watch.ts";
import { watchList } from "./watch-list.ts";

export const leaseRouter = router({
	provision,
	retry,
	restart,
	update,
	planProvision,
	planUpdate,
	scale,
	setEnv,
	setDomain,
	stop,
	start,
	renew,
	planClose,
	close,
	reopen,
	get,
	list,
	glance,
	wait,
	watch,
	watchList,
	logs,
	logPage,
	searchLogs,
	stats,
	usage,
});

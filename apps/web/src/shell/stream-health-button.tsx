"use client";
import { heardAt, type StreamHealth } from "@/data/connection.ts";
import { useHealth } from "@/data/use-health.ts";
import { useNow } from "@/data/use-now.ts";
import { useValue } from "@/data/value.ts";
import type { MarkShape } from "@/format/mark.ts";
import { formatAge } from "@/format/time.ts";
import { streamHealthButtonText as text } from "@/text/shell.ts";
import { Button } from "@/ui/button.tsx";
import { Menu, MenuNote } from "@/ui/menu.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

const shapes: Record<StreamHealth["kind"], MarkShape> = { live: "ok", "catching up": "work", reconnecting: "warn", offline: "unknown" };

const meanings: Record<StreamHealth["kind"], string> = {
	live: "Changes appear here as they happen.",
	"catching up": "Connected; what happened meanwhile is being read.",
	reconnecting: "The stream was lost. What you see is as old as the last event; it goes on from there by itself.",
	offline: "This browser has no network. What you see is as old as the last event.",
};

const wordOf = (health: StreamHealth): string => {
	if (health.kind !== "reconnecting") return health.kind;
	return health.inSeconds === 0 ? "reconnecting" : `reconnecting in ${health.inSeconds} s`;
};

/** How fresh the page is, always in sight; pressed, it says when it last heard anything. */
export function StreamHealthButton() {
	const health = useHealth();
	const word = wordOf(health);
	const trigger = (
		<Button look="quiet" small data-testid="stream-health" data-health={health.kind} aria-label={text.stream(word)}>
			<MarkShapeIcon shape={shapes[health.kind]} className="size-2.5" />
			<span className={health.kind === "live" ? "hidden sm:inline" : "max-w-24 truncate sm:max-w-none"}>{word}</span>
		</Button>
	);
	return (
		<Menu trigger={trigger}>
			<MenuNote>
				<p className="max-w-60">{meanings[health.kind]}</p>
				<LastHeard />
			</MenuNote>
		</Menu>
	);
}

function LastHeard() {
	const now = useNow();
	const heard = useValue(heardAt);
	return <p className="mt-1 tabular-nums">{heard === null ? text.nothingWasHeardYet : text.lastEventAgo(formatAge(now - heard))}</p>;
}

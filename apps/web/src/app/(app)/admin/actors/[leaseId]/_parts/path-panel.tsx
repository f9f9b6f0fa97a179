import type { ActorDetail } from "@berth/core";
import { markOfState } from "@/format/mark.ts";
import { actorText } from "@/text/admin-actors.ts";
import { Empty } from "@/ui/empty.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

const text = actorText.one;

/** The last moves of the lease, the newest first, each with what made it. */
export function PathPanel({ path }: Pick<ActorDetail, "path">) {
	return (
		<Panel title={text.path} flush>
			{path.length === 0 ? (
				<Empty title={text.pathNone} />
			) : (
				<Table label={text.path} plain>
					<thead>
						<tr>
							<Th>{text.pathColumns.when}</Th>
							<Th>{text.pathColumns.move}</Th>
							<Th>{text.pathColumns.event}</Th>
							<Th>{text.pathColumns.by}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{path.map(({ from, to, event, at, by }) => (
							<tr key={`${at} ${to}`}>
								<Td className="whitespace-nowrap text-ink-faint">
									<Moment at={at} />
								</Td>
								<Td className="whitespace-nowrap">
									<StateMark mark={markOfState(to)} isStill /> <span className="text-ink-faint">← {from ?? actorText.born}</span>
								</Td>
								<Td className="font-mono text-12">{event}</Td>
								<Td className="max-w-40 truncate text-ink-faint" title={by}>
									{by.replace(/^user:/, "")}
								</Td>
							</tr>
						))}
					</tbody>
				</Table>
			)}
		</Panel>
	);
}

import type { RouterOutputs } from "@berth/client";
import { formatBytes } from "@/format/bytes.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { imageTableText as words } from "@/text/admin-parts.ts";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { Dash } from "../../_parts/dash.tsx";

const text = fleetText.images;
const { columns } = text;

type Image = NonNullable<RouterOutputs["admin"]["images"]["list"]>["images"][number];

/** The images of a host, the largest first. */
export const ImageTable = ({ images }: { readonly images: readonly Image[] | undefined }) => (
	<Table label={text.title} aria-busy={images === undefined || undefined}>
		<thead>
			<tr>
				<Th>{columns.image}</Th>
				<Th className="text-right">{columns.size}</Th>
				<Th>{columns.leases}</Th>
				<Th>{columns.lastUsed}</Th>
				<Th>{columns.made}</Th>
				<Th>{columns.id}</Th>
			</tr>
		</thead>
		<tbody className="[&_tr:last-child_td]:border-b-0">
			{images === undefined ? <SkeletonRows rows={6} columns={6} /> : images.map((image) => <ImageRow key={image.id} image={image} />)}
		</tbody>
	</Table>
);

function ImageRow({ image }: { readonly image: Image }) {
	const { id, ref, tags, digests, sizeBytes, leases, lastUsedAt, createdAt } = image;
	const name = ref ?? tags[0] ?? digests[0] ?? text.unnamed;
	const short = id.replace("sha256:", "").slice(0, 12);
	return (
		<tr data-image={name}>
			<Td className="min-w-56 font-mono text-12 break-all">
				{name}
				{tags
					.filter((tag) => tag !== name)
					.map((tag) => (
						<span key={tag} className="block text-ink-faint">
							{tag}
						</span>
					))}
			</Td>
			<Td className="text-right whitespace-nowrap">{formatBytes(sizeBytes)}</Td>
			<Td className={leases > 0 ? "whitespace-nowrap" : "whitespace-nowrap text-ink-faint"}>
				{ref === null ? text.foreign : text.leases(leases)}
			</Td>
			<Td className="whitespace-nowrap text-ink-faint">{lastUsedAt === null ? <Dash /> : <Moment at={lastUsedAt} />}</Td>
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={createdAt} />
			</Td>
			<Td className="whitespace-nowrap">
				<code className="align-middle text-12 text-ink-soft">{short}</code>
				<CopyButton text={id} what={words.idOf(name)} />
			</Td>
		</tr>
	);
}
